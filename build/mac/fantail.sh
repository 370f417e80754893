#!/bin/sh
# Fantail's command, inside the application: link it into PATH with
#   ln -s /Applications/{{NAME}}.app/Contents/Resources/bin/fantail /usr/local/bin/fantail
# Standard input, output and error, signals and the exit code are the application's own: this script becomes it.
place=$0
while [ -L "$place" ]; do
  target=$(readlink "$place")
  case "$target" in
    /*) place=$target ;;
    *) place=$(dirname "$place")/$target ;;
  esac
done
here=$(cd "$(dirname "$place")" && pwd)
exec "$here/../../MacOS/{{NAME}}" "$@"
