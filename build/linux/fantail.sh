#!/bin/sh
# Fantail's command: a window with the files that are named, or a command such as "fantail forecast FILE", which needs no
# display. Standard input, output and error, signals and the exit code are the application's own: this script becomes it.
here=$(dirname -- "$(readlink -f -- "$0")")
sandbox=
if [ "${1-}" = --no-sandbox ]; then
  sandbox=--no-sandbox
  shift
elif [ "$(id -u)" = 0 ]; then
  echo "fantail: not as root, where Chromium's sandbox can't start. Use an ordinary account, or \"fantail --no-sandbox ...\" where a container is the sandbox." >&2
  exit 77
fi
headless=
case "${1-}" in
  {{COMMANDS}}) headless=yes ;;
  *) [ -n "${DISPLAY-}${WAYLAND_DISPLAY-}" ] || headless=yes ;;
esac
if [ -n "$headless" ]; then
  exec "$here/../{{EXECUTABLE}}" $sandbox --ozone-platform=headless --disable-gpu --log-level=3 "$@"
fi
exec "$here/../{{EXECUTABLE}}" $sandbox "$@"
