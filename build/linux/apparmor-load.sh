# An AppArmor that does not understand the profile does not ask for it either. Nothing here may fail the installation: without
# the profile everything but the sandbox of some systems works, and that says so when it starts.
if command -v apparmor_parser >/dev/null 2>&1 &&
  apparmor_parser --skip-kernel-load --skip-cache --quiet {{HOME}}/apparmor-profile >/dev/null 2>&1; then
  if cp -f {{HOME}}/apparmor-profile /etc/apparmor.d/{{COMMAND}} 2>/dev/null; then
    if command -v aa-enabled >/dev/null 2>&1 && aa-enabled --quiet 2>/dev/null; then
      apparmor_parser --replace --write-cache /etc/apparmor.d/{{COMMAND}} || true
    fi
  fi
fi
