# Read by the scripts beside it: tools that they need, and where those come from. The folder is the checkout's.

have() { for tool in "$@"; do command -v "$tool" >/dev/null || return 1; done; }

# get TOOL PACKAGE…: from Debian, where this may be done here.
get() {
  have "$1" && return
  have apt-get && [ "$(id -u)" = 0 ] || return 1
  { apt-get update -qq && apt-get install -y -qq --no-install-recommends "${@:2}"; } >/dev/null 2>&1 || return 1
  have "$1"
}

# zig is a C compiler and linker for every Linux, with musl, and has macOS's headers of C; it comes from PyPI into a folder of its own.
get_zig() {
  have cargo-zigbuild && { have zig || python3 -m ziglang version >/dev/null 2>&1; } && return
  local folder=$PWD/target/packaging/zig
  if [ ! -x "$folder/bin/cargo-zigbuild" ]; then
    have python3 || return 1
    { python3 -m venv "$folder" && "$folder/bin/pip" install -q ziglang cargo-zigbuild; } >/dev/null 2>&1 || return 1
  fi
  PATH=$folder/bin:$PATH
}

# std TARGET: Rust's library for it.
std() { [ -d "$(rustc --print target-libdir --target "$1" 2>/dev/null)" ] || rustup target add "$1" >/dev/null 2>&1; }
