//! The list at the top of the page: a line for each experiment with its chart in small, what became of its claims, and
//! what made it. Read back from the page as it was written, as chapters are.

use super::markup::between;
use super::markup::markdown;
use crate::claims::Verdict;
use crate::draw::escape;
use crate::experiment::Role;
use crate::metrics::Task;
use crate::report::chart::Chart;
use crate::report::claims::JudgedClaim;

/// What verdicts are called, and the class of their colour; the last are claims that nothing could be said of.
const VERDICTS: [(&str, &str); 4] =
    [("reproduced", "yes"), ("not reproduced", "no"), ("undecided", "open"), ("without a verdict", "open")];

const ENTRY: &str = "<li class=\"experiment\" data-of=\"";
const END: &str = "</li><!-- of the list -->";

/// A chapter's line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Front {
    /// Lower ones come first: its role, then its task.
    pub order: (usize, usize),
    /// Claims by verdict, in the order of the list above.
    pub(super) verdicts: [usize; 4],
    /// Chart, verdicts and what made it.
    pub(super) html: String,
}

impl Default for Front {
    /// Of a chapter that an earlier version wrote: behind the main experiments.
    fn default() -> Front {
        Front { order: (0, Task::ALL.len()), verdicts: [0; 4], html: String::new() }
    }
}

/// By role and task, in the order in which both are listed.
pub fn order(role: Role, task: Task) -> (usize, usize) {
    (role as usize, Task::ALL.iter().position(|known| *known == task).unwrap_or(Task::ALL.len()))
}

/// Which of the verdicts above.
fn kind(verdict: &Verdict) -> usize {
    match verdict {
        Verdict::Reproduced => 0,
        Verdict::NotReproduced => 1,
        Verdict::Undecided(_) => 2,
        Verdict::NotComparable(_) | Verdict::NotMeasured(_) => 3,
    }
}

impl Front {
    /// Of an experiment's chart, its claims and one line, in Markdown, on what made its rows.
    pub fn new(order: (usize, usize), chart: &Chart, claims: &[JudgedClaim<'_>], made: &str) -> Front {
        let mut verdicts = [0; 4];
        claims.iter().for_each(|claim| verdicts[kind(&claim.outcome.verdict)] += 1);
        let html = format!(
            "<div class=\"thumb\">{}</div>\n<div class=\"made\">{}</div>",
            chart.small(),
            markdown(made)
        );
        Front { order, verdicts, html }
    }

    /// Reads the line of a chapter back from the page.
    pub fn read(page: &str, anchor: &str) -> Option<Front> {
        let entry = between(page, &format!("{ENTRY}{}\"", escape(anchor)), END)?;
        let numbers = |name: &str| -> Option<Vec<usize>> {
            let written = between(entry, &format!("{name}=\""), "\"")?;
            written.split(' ').map(|number| number.parse().ok()).collect()
        };
        let html = between(entry, "<!-- kept -->\n", "\n<!-- /kept -->")?.to_owned();
        let order = <[usize; 2]>::try_from(numbers("data-order")?).ok()?;
        let verdicts = <[usize; 4]>::try_from(numbers("data-verdicts")?).ok()?;
        Some(Front { order: order.into(), verdicts, html })
    }

    /// Its line: chart, heading with what is said below it, verdicts.
    fn line(&self, anchor: &str, heading: &str, facts: &str) -> String {
        let (role, task) = self.order;
        let numbers = self.verdicts.map(|count| count.to_string()).join(" ");
        let verdicts = match self.verdicts {
            [0, 0, 0, 0] => String::new(),
            counts => format!("<p class=\"verdicts\">{}</p>\n", chips(counts)),
        };
        format!(
            "{ENTRY}{0}\" data-order=\"{role} {task}\" data-verdicts=\"{numbers}\">\n\
             <h3><a href=\"#{0}\">{1}</a></h3>\n<p class=\"facts\">{facts}</p>\n{verdicts}\
             <!-- kept -->\n{2}\n<!-- /kept -->\n{END}\n",
            escape(anchor),
            escape(heading),
            self.html
        )
    }
}

/// Verdicts that there are, with their counts.
fn chips(counts: [usize; 4]) -> String {
    let there = VERDICTS.iter().zip(counts).filter(|(_, count)| *count > 0);
    let chips = there.map(|((name, class), count)| format!("<span class=\"{class}\">{count} {name}</span>"));
    chips.collect::<Vec<_>>().join(" ")
}

/// What the list needs of a chapter: its line, anchor, heading, and facts as HTML.
pub struct Entry<'a> {
    pub front: &'a Front,
    pub anchor: &'a str,
    pub heading: &'a str,
    pub facts: &'a str,
}

/// The list, from chapters in its order, under how many claims of all experiments hold.
pub fn list(entries: &[Entry<'_>]) -> String {
    let mut all = [0; 4];
    entries.iter().for_each(|entry| (0..4).for_each(|kind| all[kind] += entry.front.verdicts[kind]));
    let claims = match all.iter().sum::<usize>() {
        0 => String::new(),
        count => {
            format!("<p class=\"verdicts\">{count} claims checked: {}</p>\n", chips(all))
        }
    };
    let is_ablation = |entry: &&Entry<'_>| entry.front.order.0 == Role::Ablation as usize;
    let (ablations, main): (Vec<_>, Vec<_>) = entries.iter().partition(is_ablation);
    let part = |heading: &str, entries: &[&Entry<'_>]| {
        let line = |entry: &&Entry<'_>| entry.front.line(entry.anchor, entry.heading, entry.facts);
        let lines: String = entries.iter().map(line).collect();
        let list = format!("<h2>{heading}</h2>\n<ol class=\"front\">\n{lines}</ol>\n");
        if entries.is_empty() { String::new() } else { list }
    };
    format!(
        "{claims}<p class=\"note\">Main experiments come first, ablations last; both by task, then by the name of their file. Each \
         small chart is the one of its chapter: accuracy upwards, cost to the right.</p>\n<nav>\n{}{}</nav>\n",
        part("Experiments", &main),
        part("Ablations", &ablations)
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn front(order: (usize, usize), verdicts: [usize; 4]) -> Front {
        Front { order, verdicts, html: "<svg>of <b>it</b></svg>\n<p>made</p>".into() }
    }

    #[test]
    fn a_line_is_read_back_as_it_was_written() {
        let (one, other) = (front((0, 2), [1, 0, 3, 0]), front((1, 0), [0, 2, 0, 4]));
        let entries = [("a", &one), ("a-b", &other)].map(|(anchor, front)| Entry {
            front,
            anchor,
            heading: "H <i>",
            facts: "f",
        });
        let page = list(&entries);
        assert_eq!((Front::read(&page, "a"), Front::read(&page, "a-b")), (Some(one), Some(other)));
        assert_eq!(Front::read(&page, "b"), None);
    }

    #[test]
    fn claims_are_counted_by_verdict_over_all_and_ablations_stand_last() {
        let (one, other) = (front((0, 2), [1, 0, 3, 0]), front((1, 0), [1, 2, 0, 0]));
        let entries = [&one, &other].map(|front| Entry { front, anchor: "a", heading: "H", facts: "f" });
        let page = list(&entries);
        let total = "7 claims checked: <span class=\"yes\">2 reproduced</span> \
                     <span class=\"no\">2 not reproduced</span> <span class=\"open\">3 undecided</span>";
        assert!(page.contains(total) && !page.contains("without a verdict"), "{page}");
        let place = |text: &str| page.find(text).unwrap();
        let ablations = place("<h2>Ablations</h2>");
        assert!(place("data-order=\"0 2\"") < ablations && ablations < place("data-order=\"1 0\""), "{page}");
        assert!(!list(&entries[..1]).contains("Ablations"));
    }

    #[test]
    fn main_experiments_precede_ablations_of_any_task() {
        let first = order(Role::Main, Task::Matching);
        assert!(order(Role::Main, Task::Segmentation) < first);
        assert!(
            first < Front::default().order
                && Front::default().order < order(Role::Ablation, Task::Segmentation)
        );
    }
}
