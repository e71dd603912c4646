# SPDX-License-Identifier: Apache-2.0
# The container's shell, over the system's ssh. Sourced by tocsin, after tocsin-agent.sh.

shell() {
  case ${1-} in
    -h | --help)
      printf 'tocsin shell            the container'\''s shell; Ctrl-D leaves it\ntocsin shell COMMAND    one command, for example: tocsin shell tocsin:route-list\n'
      return 0
      ;;
  esac
  find_agent || die "not running: start it with 'tocsin start'"
  command -v ssh >/dev/null || die "there is no ssh, which the shell needs: install an OpenSSH client"
  door=$TOCSIN_DATA/shell
  [ -r "$door/id" ] || die "the shell's key $door/id cannot be read: restart the agent with ssh-keygen installed, or ask as the agent's user"
  read -r shell_port <"$door/port"
  await_door

  if [ $# -gt 0 ]; then
    # a command reads nothing; standard input may even be closed
    enter_shell -T -o BatchMode=yes tocsin@127.0.0.1 "$*" </dev/null
  elif [ -t 0 ] && [ -t 1 ]; then
    enter_shell -t tocsin@127.0.0.1
  else
    die "there is no terminal: give a command, for example 'tocsin shell bundle:list'"
  fi
  code=$?
  [ "$code" -ne 255 ] || die "the shell does not answer on port $shell_port (more in $log)"
  exit "$code"
}

# The shell opens a moment after the intake.
await_door() {
  [ -r /proc/net/tcp ] || return 0
  read_clock
  await_until=$((now + 500))
  until grep -qs ":$(printf '%04X' "$shell_port") [0-9A-F:]* 0A " /proc/net/tcp /proc/net/tcp6; do
    read_clock
    [ "$now" -lt "$await_until" ] || return 0
    sleep 0.1
  done
}

# By our key to our host key, whatever the user's own ssh is told to do.
enter_shell() {
  ssh -F /dev/null -p "$shell_port" -i "$door/id" \
    -o "UserKnownHostsFile=\"$door/known_hosts\"" -o GlobalKnownHostsFile=/dev/null -o StrictHostKeyChecking=yes \
    -o IdentitiesOnly=yes -o IdentityAgent=none -o PreferredAuthentications=publickey \
    -o ConnectTimeout=5 -o LogLevel=QUIET "$@"
}
