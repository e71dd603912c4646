# SPDX-License-Identifier: Apache-2.0
# init, server, server stop: the words of pdagent about its own process, also as words of tocsin.
# Sourced by tocsin before tocsin-env.sh, since flags go before what that reads. Flags are understood in Java
# (org.tocsin.cli.ServerMain), which answers with what is to be done here.

# Reads the words. For server: sets variables of the environment, and what is done with the pid file when the agent is there
# and when it has ended. For server stop: sets $plan_pidfile. $plan_do says which. All else is done, printed, and ends here.
read_plan() { # [pdagent] words
  plan_program=tocsin
  if [ "$1" = pdagent ]; then
    plan_program=pdagent
    shift
  fi
  plan=$(make_plan "$@") || exit
  plan_do='' plan_pidfile=''
  while IFS= read -r plan_line; do
    case $plan_do in
      '') plan_do=$plan_line ;;
      say*) printf '%s\n' "$plan_line" ;;
      *)
        case $plan_line in
          TOCSIN_ADDRESS=* | TOCSIN_SECRET_FILE=* | TOCSIN_PAGERDUTY_REGION=* | TOCSIN_LEGACY_CONFIG=*) export "${plan_line?}" ;;
          pidfile=*) plan_pidfile=${plan_line#pidfile=} ;;
        esac
        ;;
    esac
  done <<END
$plan
END
  case $plan_do in
    run) [ -z "$plan_pidfile" ] || on_open=write_pidfile on_end=remove_pidfile ;;
    stop) ;;
    say*) exit "${plan_do#say }" ;;
    *) exit 1 ;;
  esac
}

# In a process of its own: what is found out here is not what the caller said.
make_plan() {
  . "$tocsin_bin/tocsin-env.sh"
  . "$tocsin_bin/tocsin-agent.sh"
  # a token that is given is none that was found in another agent's configuration
  case $TOCSIN_SECRET_FILE in "$TOCSIN_DATA"/migrated/*) TOCSIN_SECRET_FILE=$TOCSIN_DATA/secret ;; esac
  find_java
  plan_running=
  ! find_agent || plan_running=$pid
  printf '%s\0' "$# none here" "$@" | TOCSIN_RUNNING=$plan_running "$java" -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xshare:auto \
    -cp "${TOCSIN_CLI_JAR:-$TOCSIN_HOME/lib/tocsin-cli.jar}" org.tocsin.cli.ServerMain "$plan_program"
}

# A bare number, as it was. By a draft of a name that nobody can have put there before.
write_pidfile() {
  plan_draft=$(mktemp "$plan_pidfile.XXXXXX" 2>/dev/null) || plan_draft=
  if [ -z "$plan_draft" ] || ! printf '%s' "$pid" >"$plan_draft" || ! chmod 644 "$plan_draft" ||
    ! mv -f "$plan_draft" "$plan_pidfile"; then
    [ -z "$plan_draft" ] || rm -f "$plan_draft"
    complain "warning: the pid file $plan_pidfile cannot be written"
  fi
}

remove_pidfile() {
  plan_pid=
  { read -r plan_pid || :; } 2>/dev/null <"$plan_pidfile"
  [ "$plan_pid" != "$pid" ] || rm -f "$plan_pidfile"
}

server_stop() {
  if [ -n "$plan_pidfile" ]; then
    [ -e "$plan_pidfile" ] || not_terminated "pidfile doesn't exist" "$plan_pidfile is not there: does the server run?"
    plan_pid=$(cat "$plan_pidfile" 2>/dev/null) || not_terminated "open $plan_pidfile: permission denied"
    case $plan_pid in
      '' | *[!0-9]*) not_terminated "strconv.Atoi: parsing \"$plan_pid\": invalid syntax" ;;
    esac
    if ! find_agent || [ "$pid" != "$plan_pid" ]; then
      read_birth "$plan_pid" || not_terminated "os: process already finished"
      not_terminated "process $plan_pid is not the agent of $TOCSIN_DATA"
    fi
  else
    find_agent || not_terminated "pidfile doesn't exist" "no agent runs for $TOCSIN_DATA: start it with 'pdagent server'"
  fi
  kill -0 "$pid" 2>/dev/null || not_terminated "os: operation not permitted"
  end_agent 1000 || not_terminated "process $pid does not end"
  rm -f "$pid_file"
  printf 'Server terminated.\n'
}

not_terminated() { # why, hint
  printf 'Error terminating server: %s\n' "$1"
  [ -z "${2-}" ] || printf '%s\n' "$2"
  exit 1
}
