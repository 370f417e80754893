if [ -f /etc/apparmor.d/{{COMMAND}} ]; then
  if command -v aa-enabled >/dev/null 2>&1 && aa-enabled --quiet 2>/dev/null; then
    apparmor_parser --remove /etc/apparmor.d/{{COMMAND}} >/dev/null 2>&1 || true
  fi
  rm -f /etc/apparmor.d/{{COMMAND}} || true
fi
