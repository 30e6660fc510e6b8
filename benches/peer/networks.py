"""PyTorch's times of what `make bench` measures, for the same minute on the same machine.

    python -m venv peer && peer/bin/pip install torch && peer/bin/python benches/peer/networks.py --threads 2

Nothing in this project needs it to build, test or run. Weights are random; batch-norm is in evaluation mode.
"""

import argparse
import time

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


def shortest(run, repeats):
    for _ in range(2):
        run()
    best = float("inf")
    for _ in range(repeats):
        start = time.perf_counter()
        run()
        best = min(best, time.perf_counter() - start)
    return 1e3 * best


def inference(output_stride, repeats):
    network, _ = resnet(Bottleneck, [3, 4, 6, 3], 1.0, output_stride)
    network.eval()
    image = torch.rand(1, 3, 256, 512)
    for layout, name in [(torch.contiguous_format, "NCHW"), (torch.channels_last, "channels-last")]:
        moved, x = network.to(memory_format=layout), image.to(memory_format=layout)
        with torch.inference_mode():
            print(f"ResNet-50, OS{output_stride}, {name}: {shortest(lambda: moved(x), repeats):.1f} ms")
        with torch.no_grad():
            graph = torch.jit.optimize_for_inference(torch.jit.trace(moved, x))
            print(f"ResNet-50, OS{output_stride}, {name}, optimised: {shortest(lambda: graph(x), repeats):.1f} ms")


def training(repeats):
    for layout, name in [(torch.contiguous_format, "NCHW"), (torch.channels_last, "channels-last")]:
        backbone, c = resnet(Basic, [2, 2, 2, 2], 0.25, 8)
        head = [nn.Conv2d(c, c // 4, 3, padding=1, bias=False), nn.BatchNorm2d(c // 4), nn.ReLU(), nn.Dropout(0.1)]
        network = nn.Sequential(backbone, *head, nn.Conv2d(c // 4, 19, 1)).to(memory_format=layout)
        sgd = torch.optim.SGD(network.parameters(), lr=0.01, momentum=0.9, weight_decay=1e-4)
        x = torch.rand(8, 3, 128, 256).to(memory_format=layout)
        labels = torch.randint(0, 19, (8, 128, 256))

        def step():
            scores = F.interpolate(network(x), size=(128, 256), mode="bilinear", align_corners=False)
            sgd.zero_grad(set_to_none=True)
            F.cross_entropy(scores, labels, ignore_index=255).backward()
            sgd.step()

        print(f"training step, quarter-width ResNet-18, OS8, 8×128×256, {name}: {shortest(step, repeats):.1f} ms")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--threads", type=int, default=torch.get_num_threads())
    parser.add_argument("--repeats", type=int, default=9)
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    print(f"PyTorch {torch.__version__}, {arguments.threads} threads, shortest of {arguments.repeats}")
    for output_stride in (8, 16):
        inference(output_stride, arguments.repeats)
    training(arguments.repeats)


if __name__ == "__main__":
    main()
