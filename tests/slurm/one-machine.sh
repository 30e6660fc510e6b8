#!/bin/bash
# Makes this machine a Slurm cluster of one node, to test with (Debian's packages; needs root; not for a machine
# that is part of a real cluster). Then: cargo test --release --locked --test slurm -- --ignored
set -euo pipefail
apt-get install -y slurmctld slurmd slurm-client munge
name=$(hostname -s)
mkdir -p /etc/slurm /run/munge /var/lib/cadbench-slurm/{state,spool}
cat > /etc/slurm/slurm.conf << END
ClusterName=cadbench
SlurmctldHost=$name
SlurmUser=root
AuthType=auth/munge
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SelectType=select/cons_tres
StateSaveLocation=/var/lib/cadbench-slurm/state
SlurmdSpoolDir=/var/lib/cadbench-slurm/spool
SlurmctldPidFile=/run/slurmctld.pid
SlurmdPidFile=/run/slurmd.pid
ReturnToService=2
MpiDefault=none
NodeName=$name CPUs=$(nproc) State=UNKNOWN
PartitionName=test Nodes=$name Default=YES MaxTime=INFINITE State=UP
END
chown munge: /run/munge
pgrep -x munged > /dev/null || runuser -u munge -- /usr/sbin/munged
pgrep -x slurmctld > /dev/null || slurmctld
pgrep -x slurmd > /dev/null || slurmd
for _ in $(seq 30); do
  sinfo --noheader --format=%t 2> /dev/null | grep -q idle && break
  sleep 1
done
sinfo
