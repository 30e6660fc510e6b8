#!/bin/bash
# Makes a folder with what `cargo build --release --features cuda` needs of CUDA, out of NVIDIA's Python wheels: for
# machines without a GPU and without the toolkit, such as a cluster's login node. The program itself needs a driver.
#
#   scripts/cuda-toolchain.sh FOLDER [COMPUTE_CAPABILITY]    # 90 for an H100, 80 for an A100
#   . FOLDER/environment && cargo build --release --locked --features cuda
set -euo pipefail
project=$(cd "$(dirname "$0")/.." && pwd)
folder=$(mkdir -p "${1:?say into which folder}" && cd "$1" && pwd)
capability=${2:-90}
wheels="nvidia-cuda-nvcc nvidia-cuda-crt nvidia-cuda-runtime nvidia-cuda-cccl nvidia-nvvm nvidia-cublas nvidia-cuda-nvrtc"
cuda=$folder/nvidia/cu13
python3 -m pip install --quiet --target "$folder" --upgrade $(for wheel in $wheels; do echo "$wheel==13.0.*"; done)

# Linkers look for names without a version.
cd "$cuda/lib"
for library in libcublas libcublasLt libnvrtc libcudart; do
  ln -sf "$(ls "$library".so.* | head -n 1)" "$library.so"
done
[ -e ../lib64 ] || ln -s lib ../lib64

# The driver's library comes with the driver only: a stand-in to link with, made of the names that cudarc calls.
sources=$(cargo metadata --format-version 1 --locked --features cuda --manifest-path "$project/Cargo.toml" |
  python3 -c 'import json, sys; print(*[p["manifest_path"][:-10] for p in json.load(sys.stdin)["packages"] if p["name"] == "cudarc"])')
grep -rhoE 'pub fn cu[A-Z][A-Za-z0-9_]*' $(for source in $sources; do echo "$source/src/driver"; done) |
  awk '{ print "void " $3 "(void) {}" }' | sort -u > "$folder/libcuda.c"
mkdir -p "$folder/stub" "$folder/bin"
gcc -shared -fPIC -Wl,-soname,libcuda.so.1 -o "$folder/stub/libcuda.so" "$folder/libcuda.c"

# dfdx asks nvidia-smi for the card that its kernels are compiled for.
printf '#!/bin/sh\necho compute_cap\necho %s.%s\n' "${capability%?}" "${capability: -1}" > "$folder/bin/nvidia-smi"
chmod +x "$folder/bin/nvidia-smi"
cat > "$folder/environment" << END
export CUDA_PATH=$cuda CUDA_ROOT=$cuda CUDA_TOOLKIT_ROOT_DIR=$cuda CUDA_COMPUTE_CAP=$capability
export PATH=$cuda/bin:$folder/bin:\$PATH
export LIBRARY_PATH=$cuda/lib:$folder/stub\${LIBRARY_PATH:+:\$LIBRARY_PATH}
END
echo "now: . $folder/environment && cargo build --release --locked --features cuda"
