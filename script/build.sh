# Sourced by script/cea, script/test and .ci/run: installs what is missing, configures and builds.
# Everything said here goes to stderr; standard output belongs to the program.
# CEA_BUILD_DIR: where to build instead of build/release, for a checkout that can't be written to.

unset CDPATH
root=$(cd -- "${BASH_SOURCE[0]%/*}/.." && pwd -P)
build=${CEA_BUILD_DIR:-$root/build/release}
case $build in /*) ;; *) build=$PWD/$build ;; esac

# What the program and its tests need to build, as Debian and Ubuntu name it.
packages=(cmake ninja-build g++ libboost-dev libboost-program-options-dev libeigen3-dev libfmt-dev
  libyaml-cpp-dev nlohmann-json3-dev librandom123-dev libxlsxwriter-dev doctest-dev)

say() { printf 'cea: %s\n' "$*" >&2; }

# 70 is the program's own code for "internal error": neither the scenario nor the command line is at fault.
die() {
  say "$@"
  exit 70
}

# Puts the packages of "$@" that aren't installed into the array `missing`.
find_missing() {
  local installed package
  installed=$'\n'$(dpkg-query -W -f '${db:Status-Status} ${Package}\n' "$@" 2>/dev/null || true)$'\n'
  missing=()
  for package in "$@"; do
    [[ $installed == *$'\n'"installed $package"$'\n'* ]] || missing+=("$package")
  done
}

# Installs those of the packages in "$@" that are missing; asks nothing of a system without apt.
install_packages() {
  local missing log as_root=()
  command -v apt-get >/dev/null && command -v dpkg-query >/dev/null || return 0
  find_missing "$@"
  [ ${#missing[@]} -gt 0 ] || return 0
  local line="apt-get install -y --no-install-recommends ${missing[*]}"
  if [ "$(id -u)" != 0 ]; then
    command -v sudo >/dev/null ||
      die "packages are missing, and there is no sudo to install them with. As root, run:"$'\n'"  apt-get update && $line"
    as_root=(sudo)
  fi
  say "installing ${missing[*]}"
  log=$(mktemp)
  local apt=(${as_root[@]+"${as_root[@]}"} env DEBIAN_FRONTEND=noninteractive apt-get -q -o DPkg::Lock::Timeout=300)
  # A failing update is no reason to stop: the lists at hand may do, and a stranger's repository may be the one that failed.
  "${apt[@]}" update </dev/null >"$log" 2>&1 || say "'apt-get update' failed; trying with the package lists at hand"
  if ! "${apt[@]}" install -y --no-install-recommends "${missing[@]}" </dev/null >>"$log" 2>&1; then
    cat "$log" >&2
    rm -f "$log"
    die "could not install the packages (apt's messages are above). Is the network up? The line is:"$'\n'"  apt-get update && $line"
  fi
  rm -f "$log"
}

# What to do on a system whose packages we can't install.
explain_requirements() {
  cat >&2 <<TEXT
cea: this system has no apt-get, so please install these yourself, then run the same command again:
  CMake 3.25+, Ninja, a C++20 compiler (g++ 12+ or clang 14+), Boost 1.74+ (with Boost.Program_options),
  Eigen 3.4, {fmt} 9+, yaml-cpp 0.7+, nlohmann-json 3.11+, Random123 1.14+,
  libxlsxwriter 1.1.4+, doctest 2.4+
or build by hand, in $root:
  cmake -S . -B build/release -G Ninja -DCMAKE_BUILD_TYPE=Release && cmake --build build/release
TEXT
}

# Figures of a report are drawn by libraries that npm brings when the program is built. Without them all else
# works, so one failure is said once and stops nothing.
want_figures() {
  command -v node >/dev/null && command -v npm >/dev/null && return
  [ ! -e "$build/no-figures" ] || return 0
  if command -v apt-get >/dev/null && (install_packages nodejs npm); then
    # Configured without them: to be configured again.
    rm -f "$build/build.ninja" "$build/cea.stamp" "$build/all.stamp"
  else
    say "node and npm are missing: report.html will say in words what its figures show"
    mkdir -p "$build" 2>/dev/null && : >"$build/no-figures" || true
  fi
}

# Figures as files are drawn by gnuplot when a report is made; the program says so itself where it is missing.
want_gnuplot() {
  command -v gnuplot >/dev/null && return
  command -v apt-get >/dev/null && (install_packages gnuplot-nox) || true
}

cores() { getconf _NPROCESSORS_ONLN; }

# Is the build recorded in stamp $1 still that of this checkout, with nothing below the other arguments newer?
# A file that was added, renamed or deleted makes its folder newer.
is_fresh() {
  local stamp=$1 built_in=
  shift
  [ -x "$build/cea" ] && [ -f "$stamp" ] && read -r built_in <"$stamp" && [ "$built_in" = "$root" ] || return 1
  [ -z "$(cd -- "$root" && find "$@" -newer "$stamp" -print -quit 2>/dev/null)" ]
}

# Runs "$@" with its output in the build log, which is shown when it fails.
logged() {
  "$@" </dev/null >"$build/build.log" 2>&1 && return
  tail -n 200 "$build/build.log" >&2
  command -v apt-get >/dev/null || explain_requirements
  die "the build failed; its log is above, and in $build/build.log"
}

configure() {
  # A checkout that was moved or copied here brings a cache that names the old place.
  if [ -f "$build/CMakeCache.txt" ] && ! grep -qxF "CMAKE_HOME_DIRECTORY:INTERNAL=$root" "$build/CMakeCache.txt"; then
    rm -rf "$build/CMakeCache.txt" "$build/CMakeFiles"
  fi
  [ -f "$build/build.ninja" ] && [ -f "$build/CMakeCache.txt" ] ||
    logged cmake -S "$root" --preset release -B "$build"
}

# make_fresh TARGET WATCHED...: builds the target unless nothing it depends on has changed since it was built.
make_fresh() {
  local target=$1 stamp=$build/$1.stamp
  shift
  is_fresh "$stamp" "$@" && return
  mkdir -p "$build" 2>/dev/null && [ -w "$build" ] ||
    die "cannot write to $build; build in a copy of the checkout, or set CEA_BUILD_DIR to a folder you may write to"
  (
    # One build at a time; whoever waited for another's build finds it fresh.
    ! command -v flock >/dev/null || flock 9
    is_fresh "$stamp" "$@" && exit
    if [ -f "$stamp" ]; then
      say "building what changed ..."
    elif [ "$target" = cea ]; then
      say "building (first time, about a minute) ..."
    else
      say "building with all tests (first time, a few minutes) ..."
    fi
    install_packages "${packages[@]}"
    # Older than whatever is edited while the build runs.
    printf '%s\n' "$root" >"$stamp.new"
    configure
    logged cmake --build "$build" --target "$target" --parallel "${CMAKE_BUILD_PARALLEL_LEVEL:-$(cores)}"
    mv -f "$stamp.new" "$stamp"
  ) 9>"$build/.lock"
}

# run_tests DIR [CTEST-ARGUMENT...]: what passed is in ctest's closing lines; only the rest is worth a line of its own,
# and why a test, or a part of one, was skipped, which ctest keeps to its log.
run_tests() {
  local dir=$1 status=0
  shift
  ctest --test-dir "$dir" --output-on-failure --no-tests=error --parallel "${CTEST_PARALLEL_LEVEL:-$(cores)}" "$@" 2>&1 |
    { grep -vE '^ *(Start +[0-9]+:|[0-9]+/[0-9]+ +Test +#[0-9]+: .* Passed +[0-9.]+ sec)' || true; } || status=$?
  { sed -nE 's/^(.*MESSAGE: )?(skipped: )/\2/p' "$dir/Testing/Temporary/LastTest.log" | sort -u; } 2>/dev/null || true
  return "$status"
}
