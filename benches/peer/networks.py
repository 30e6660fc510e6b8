"""PyTorch's times of what `make bench` measures, for the same minute on the same machine.

    python -m venv peer && peer/bin/pip install torch && peer/bin/python benches/peer/networks.py --threads 2

`make bench PEER=peer/bin/python` starts it beside the benchmark with `--serve`: it then runs a network whenever it is asked
to, in turn with ours. With `--device cuda` it times what `make bench-cuda` measures on a GPU. Nothing in this project needs it to build, test or run. Weights are random; batch-norm is in evaluation mode.
"""

import argparse
import copy
import functools
import sys
import time
import warnings

import torch
import torch.nn.functional as F
from torch import nn


class Bottleneck(nn.Module):
    def __init__(self, c_in, inner, stride, dilation, projected):
        super().__init__()
        c_out = 4 * inner
        self.conv1, self.bn1 = nn.Conv2d(c_in, inner, 1, bias=False), nn.BatchNorm2d(inner)
        self.conv2 = nn.Conv2d(inner, inner, 3, stride, dilation, dilation, bias=False)
        self.bn2 = nn.BatchNorm2d(inner)
        self.conv3, self.bn3 = nn.Conv2d(inner, c_out, 1, bias=False), nn.BatchNorm2d(c_out)
        self.relu = nn.ReLU(inplace=True)
        self.downsample = None
        if projected:
            self.downsample = nn.Sequential(nn.Conv2d(c_in, c_out, 1, stride, bias=False), nn.BatchNorm2d(c_out))

    def forward(self, x):
        shortcut = x if self.downsample is None else self.downsample(x)
        y = self.relu(self.bn1(self.conv1(x)))
        y = self.relu(self.bn2(self.conv2(y)))
        return self.relu(self.bn3(self.conv3(y)) + shortcut)


class Basic(nn.Module):
    def __init__(self, c_in, inner, stride, dilation, projected):
        super().__init__()
        self.conv1 = nn.Conv2d(c_in, inner, 3, stride, dilation, dilation, bias=False)
        self.bn1 = nn.BatchNorm2d(inner)
        self.conv2 = nn.Conv2d(inner, inner, 3, 1, dilation, dilation, bias=False)
        self.bn2 = nn.BatchNorm2d(inner)
        self.relu = nn.ReLU(inplace=True)
        self.downsample = None
        if projected and (stride > 1 or c_in != inner):
            self.downsample = nn.Sequential(nn.Conv2d(c_in, inner, 1, stride, bias=False), nn.BatchNorm2d(inner))

    def forward(self, x):
        shortcut = x if self.downsample is None else self.downsample(x)
        y = self.relu(self.bn1(self.conv1(x)))
        return self.relu(self.bn2(self.conv2(y)) + shortcut)


def resnet(block, counts, width, output_stride):
    """Stem and four stages; later stages dilate where the output stride is reached."""
    c, expansion = int(64 * width), 4 if block is Bottleneck else 1
    layers = [nn.Conv2d(3, c, 7, 2, 3, bias=False), nn.BatchNorm2d(c), nn.ReLU(inplace=True), nn.MaxPool2d(3, 2, 1)]
    c_in, stride, dilation = c, 4, 1
    for number, count in enumerate(counts):
        inner = int((64 << number) * width)
        for i in range(count):
            step, before = 1, dilation
            if i == 0 and number > 0:
                if stride < output_stride:
                    step, stride = 2, 2 * stride
                else:
                    dilation *= 2
            layers.append(block(c_in, inner, step, before if i == 0 else dilation, i == 0))
            c_in = inner * expansion
    return nn.Sequential(*layers), c_in


class Inverted(nn.Module):
    def __init__(self, c_in, c_out, times, stride, dilation, first):
        super().__init__()
        wide, layers = times * c_in, []
        if times > 1:
            layers += [nn.Conv2d(c_in, wide, 1, bias=False), nn.BatchNorm2d(wide), nn.ReLU6(inplace=True)]
        layers += [nn.Conv2d(wide, wide, 3, stride, dilation, dilation, wide, bias=False), nn.BatchNorm2d(wide)]
        layers += [nn.ReLU6(inplace=True), nn.Conv2d(wide, c_out, 1, bias=False), nn.BatchNorm2d(c_out)]
        self.layers, self.same = nn.Sequential(*layers), not first and c_in == c_out

    def forward(self, x):
        return x + self.layers(x) if self.same else self.layers(x)


def mobilenet(output_stride):
    """Features of MobileNetV2; later stages dilate where the output stride is reached."""
    layers = [nn.Conv2d(3, 32, 3, 2, 1, bias=False), nn.BatchNorm2d(32), nn.ReLU6(inplace=True)]
    c_in, stride, dilation = 32, 2, 1
    rows = [(1, 16, 1, 1), (6, 24, 2, 2), (6, 32, 3, 2), (6, 64, 4, 2), (6, 96, 3, 1), (6, 160, 3, 2), (6, 320, 1, 1)]
    for times, c_out, count, step in rows:
        for i in range(count):
            own, before = step if i == 0 else 1, dilation
            if own == 2 and stride >= output_stride:
                own, dilation = 1, 2 * dilation
            stride *= own
            layers.append(Inverted(c_in, c_out, times, own, before if i == 0 else dilation, i == 0))
            c_in = c_out
    return nn.Sequential(*layers, nn.Conv2d(320, 1280, 1, bias=False), nn.BatchNorm2d(1280), nn.ReLU6(inplace=True))


def shortest(run, repeats):
    """Seconds of the shortest run, after two to warm up."""
    for _ in range(2):
        run()
    best = float("inf")
    for _ in range(repeats):
        start = time.perf_counter()
        run()
        best = min(best, time.perf_counter() - start)
    return best


class Pyramid(nn.Module):
    """DeepLabv3's head for output stride `output_stride`."""

    def __init__(self, c_in, output_stride, classes=19, channels=256):
        super().__init__()

        def conv(kernel, rate, c=c_in):
            padding = rate if kernel == 3 else 0
            layer = nn.Conv2d(c, channels, kernel, padding=padding, dilation=rate, bias=False)
            return nn.Sequential(layer, nn.BatchNorm2d(channels), nn.ReLU())

        rates = [32 // output_stride * rate for rate in (3, 6, 9)]
        self.branches = nn.ModuleList([conv(1, 1)] + [conv(3, rate) for rate in rates])
        self.pooled = conv(1, 1)
        self.project = nn.Sequential(conv(1, 1, 5 * channels), nn.Dropout(0.1))
        self.classify = nn.Sequential(conv(3, 1, channels), nn.Conv2d(channels, classes, 1))

    def forward(self, x):
        pooled = self.pooled(x.mean((2, 3), keepdim=True)).expand(-1, -1, x.shape[2], x.shape[3])
        return self.classify(self.project(torch.cat([branch(x) for branch in self.branches] + [pooled], 1)))


class Segmenter(nn.Module):
    def __init__(self, backbone, head):
        super().__init__()
        self.backbone, self.head = backbone, head

    def forward(self, x):
        return F.interpolate(self.head(self.backbone(x)), size=x.shape[2:], mode="bilinear", align_corners=False)


def deeplab(output_stride, counts=(3, 4, 6, 3)):
    backbone, c = resnet(Bottleneck, counts, 1.0, output_stride)
    return Segmenter(backbone, Pyramid(c, output_stride))


def small():
    backbone, c = resnet(Basic, [2, 2, 2, 2], 0.25, 8)
    head = [nn.Conv2d(c, c // 4, 3, padding=1, bias=False), nn.BatchNorm2d(c // 4), nn.ReLU(), nn.Dropout(0.1)]
    return Segmenter(backbone, nn.Sequential(*head, nn.Conv2d(c // 4, 19, 1)))


LAYOUTS = [(torch.contiguous_format, "NCHW"), (torch.channels_last, "channels-last")]


def inference(network, height=256, width=512):
    """Ways to run one image: by layout, as it is and as a graph optimised for inference."""
    network.eval()
    image, ways = torch.rand(1, 3, height, width), {}

    def as_it_is(moved, x):
        with torch.inference_mode():
            moved(x)

    def optimised(graph, x):
        with torch.no_grad():
            graph(x)

    for layout, name in LAYOUTS:
        moved, x = copy.deepcopy(network).to(memory_format=layout), image.to(memory_format=layout)
        ways[name] = functools.partial(as_it_is, moved, x)
        with torch.no_grad():
            graph = torch.jit.optimize_for_inference(torch.jit.trace(moved, x))
        ways[name + ", optimised"] = functools.partial(optimised, graph, x)
    return ways


def training(make, images, height, width):
    """Ways to do a step: by layout."""
    ways = {}

    def step(network, sgd, x, labels):
        sgd.zero_grad(set_to_none=True)
        F.cross_entropy(network(x), labels, ignore_index=255).backward()
        sgd.step()

    for layout, name in LAYOUTS:
        network = make().to(memory_format=layout)
        sgd = torch.optim.SGD(network.parameters(), lr=0.01, momentum=0.9, weight_decay=1e-4)
        x = torch.rand(images, 3, height, width).to(memory_format=layout)
        labels = torch.randint(0, 19, (images, height, width))
        ways[name] = functools.partial(step, network, sgd, x, labels)
    return ways


CASES = {
    "ResNet-50, OS8": lambda: inference(resnet(Bottleneck, [3, 4, 6, 3], 1.0, 8)[0]),
    "ResNet-50, OS16": lambda: inference(resnet(Bottleneck, [3, 4, 6, 3], 1.0, 16)[0]),
    "ResNet-50 DeepLabv3, OS8": lambda: inference(deeplab(8)),
    "MobileNetV2, OS8": lambda: inference(mobilenet(8), 512, 1024),
    "MobileNetV2, OS16": lambda: inference(mobilenet(16), 512, 1024),
    "training step, quarter-width ResNet-18 FCN, OS8, 8×128×256": lambda: training(small, 8, 128, 256),
    "training step, ResNet-50 DeepLabv3, OS16, 4×256×512": lambda: training(lambda: deeplab(16), 4, 256, 512),
}


def serve(made_by):
    """Answers `prepare NAME` with the name's fastest way, `run NAME` with the seconds of one run of it."""
    fastest = {}
    print(made_by, flush=True)
    for line in sys.stdin:
        what, name = line.strip().split(" ", 1)
        if what == "prepare" and name not in CASES:
            print("unknown", flush=True)
        elif what == "prepare":
            ways = CASES[name]()
            times = {way: shortest(run, 3) for way, run in ways.items()}
            way = min(times, key=times.get)
            fastest[name] = ways[way]
            print(way, flush=True)
        else:
            start = time.perf_counter()
            fastest[name]()
            print(time.perf_counter() - start, flush=True)


def on_gpu(repeats, height=1024, width=2048):
    """ResNet-101 DeepLabv3 at the paper's size, channels-last: as it is, and as a CUDA graph."""
    fastest = {}
    torch.backends.cudnn.benchmark = True
    for precision, dtype, tf32 in [
        ("float32", torch.float32, False),
        ("tf32", torch.float32, True),
        ("bfloat16", torch.bfloat16, True),
    ]:
        torch.backends.cuda.matmul.allow_tf32 = torch.backends.cudnn.allow_tf32 = tf32
        for output_stride in (8, 16):
            network = deeplab(output_stride, (3, 4, 23, 3)).eval().to("cuda", dtype, memory_format=torch.channels_last)
            for images in (1, 8):
                x = torch.rand(images, 3, height, width, device="cuda", dtype=dtype)
                x = x.to(memory_format=torch.channels_last)

                def run():
                    network(x)
                    torch.cuda.synchronize()

                with torch.inference_mode():
                    times = {"eager": 1e3 * shortest(run, repeats)}
                    graph = torch.cuda.CUDAGraph()
                    with torch.cuda.graph(graph):
                        network(x)

                    def replay():
                        graph.replay()
                        torch.cuda.synchronize()

                    times["CUDA graph"] = 1e3 * shortest(replay, repeats)
                name = f"ResNet-101 DeepLabv3, OS{output_stride}, {precision}, {images}×{height}×{width}"
                fastest[name] = min(times.values())
                print(f"{name}: " + ", ".join(f"{way} {time:.2f} ms" for way, time in times.items()))
    return fastest


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--threads", type=int, default=torch.get_num_threads())
    parser.add_argument("--repeats", type=int, default=9)
    parser.add_argument("--device", choices=["cpu", "cuda"], default="cpu")
    parser.add_argument("--serve", action="store_true", help="answer questions on the standard input")
    arguments = parser.parse_args()
    warnings.simplefilter("ignore")
    if arguments.device == "cuda":
        print(f"PyTorch {torch.__version__}, {torch.cuda.get_device_name()}, shortest of {arguments.repeats}")
        on_gpu(arguments.repeats)
        return
    torch.set_num_threads(arguments.threads)
    made_by = f"PyTorch {torch.__version__}, {arguments.threads} threads"
    if arguments.serve:
        serve(made_by)
        return
    print(f"{made_by}, shortest of {arguments.repeats}")
    for name, make in CASES.items():
        times = {way: 1e3 * shortest(run, arguments.repeats) for way, run in make().items()}
        print(f"{name}: " + ", ".join(f"{way} {time:.1f} ms" for way, time in times.items()))


if __name__ == "__main__":
    main()
