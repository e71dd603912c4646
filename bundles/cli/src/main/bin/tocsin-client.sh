# shellcheck shell=sh
# SPDX-License-Identifier: Apache-2.0
# The thin client: carries a command to the agent and prints its answer; understands no flag itself.
# Sourced after tocsin-env.sh, which sets TOCSIN_URL, TOCSIN_SECRET_FILE and TOCSIN_HOME.
#
#   tocsin_client PROGRAM ARGUMENTS...     returns the exit code of the command
#
# How the two talk is told in org.tocsin.cli.Wire. The token and the body go to curl through pipes made by builtins,
# so that they are in no process's argument list and in no file. Descriptor 4 is the caller's standard input, kept
# away from everything until a command asks for it. Nothing is told to a listener that is not known to be the agent.

# shellcheck source=tocsin-proof.sh disable=SC2154
. "$tocsin_bin/tocsin-proof.sh"

tocsin_client() {
  tocsin_program=$1
  shift
  # a closed standard input is an empty one
  { true 4<&0; } 2>/dev/null || exec </dev/null

  tocsin_why=
  tocsin_gone=
  tocsin_held=
  tocsin_token=
  if ! command -v curl >/dev/null 2>&1; then
    tocsin_why=curl
  elif ! { IFS= read -r tocsin_token || [ -n "$tocsin_token" ]; } 2>/dev/null <"$TOCSIN_SECRET_FILE"; then
    tocsin_why=secret
  else
    # it becomes a line of curl's configuration
    case $tocsin_token in '' | *[!A-Za-z0-9._~+/=-]*) tocsin_why=secret ;; esac
  fi
  # whoever sends by the spool is told when another listens there
  if [ "$tocsin_why" = secret ] && [ -z "${TOCSIN_CA_FILE-}" ] && ! tocsin_is_ours /proc/net; then
    case $tocsin_seen in [0-9]*) tocsin_why=unproven:$tocsin_seen ;; esac
  fi
  case $TOCSIN_URL in *[!][A-Za-z0-9.:/_-]*) tocsin_why=absent ;; esac

  tocsin_find_java
  # an event need not wait for an agent that hangs: it goes into the spool under the name that it has, and is kept once
  tocsin_limit=20
  if [ -n "$tocsin_java" ] && [ -d "${TOCSIN_SPOOL-}" ] && tocsin_sends "$@"; then
    tocsin_limit=5
  fi

  if [ -z "$tocsin_why" ]; then
    tocsin_name_call
    tocsin_ask none "$@" 4<&0
    [ -z "$tocsin_cut" ] || tocsin_repeat none "$@" 4<&0
  fi
  if [ -z "$tocsin_why" ] && [ "$tocsin_exit" = input ]; then
    if [ -z "$tocsin_out" ]; then
      tocsin_hold "$@"
      # without that it is not repeated: what was read is gone
      [ -n "$tocsin_held" ] || tocsin_gone=gone
      tocsin_ask given "$@" 4<&0
      [ -z "$tocsin_cut" ] || [ -z "$tocsin_held" ] || tocsin_repeat given "$@" 4<&0
    else
      tocsin_file=$tocsin_out
      tocsin_may_read "$@" || return
      tocsin_ask given "$@" 4<"$tocsin_file"
      [ -z "$tocsin_cut" ] || tocsin_repeat given "$@" 4<"$tocsin_file"
    fi
  fi
  if [ -z "$tocsin_why" ] && [ "$tocsin_exit" = inputs ]; then
    tocsin_file=$tocsin_out
    tocsin_may_read "$@" || return
    tocsin_hold "$@"
    [ -n "$tocsin_held" ] || tocsin_gone=gone
    tocsin_ask both "$@" 4<&0
    [ -z "$tocsin_cut" ] || [ -z "$tocsin_held" ] || tocsin_repeat both "$@" 4<&0
  fi
  [ -n "$tocsin_why" ] || case $tocsin_exit in
    [0-9] | [0-9][0-9] | [0-9][0-9][0-9]) ;;
    elsewhere)
      # whoever has got the input must be the one who was meant
      tocsin_why=elsewhere
      [ -z "$tocsin_gone" ] || tocsin_why=lost
      ;;
    busy) if [ -z "$tocsin_gone" ]; then tocsin_why=503; else tocsin_exit=1; fi ;;
    *) tocsin_why=lost ;;
  esac
  if [ -n "$tocsin_why" ]; then
    tocsin_alone "$@" 4<&0
    return
  fi
  [ -z "$tocsin_out" ] || printf '%s' "$tocsin_out"
  [ -z "$tocsin_err" ] || printf '%s' "$tocsin_err" >&2
  return "$tocsin_exit"
}

# A name for this call, in tocsin_call: an agent that gets a request of the same name again keeps no event twice.
tocsin_name_call() {
  tocsin_call=
  # no process where the kernel makes one
  { IFS=- read -r tocsin_a tocsin_b tocsin_c tocsin_d tocsin_e; } 2>/dev/null </proc/sys/kernel/random/uuid &&
    tocsin_call=$tocsin_a$tocsin_b$tocsin_c$tocsin_d$tocsin_e
  [ -n "$tocsin_call" ] || tocsin_call=$(od -An -N16 -tx1 /dev/urandom 2>/dev/null | tr -d ' \n')
  case $tocsin_call in *[!0-9a-f]*) tocsin_call= ;; esac
  [ ${#tocsin_call} -eq 32 ] || tocsin_call=
}

# Asks once more after a connection that was cut, under the same name. When there is no answer now either, what was
# found out first holds: the agent may have done it.
tocsin_repeat() {
  [ -n "$tocsin_call" ] || return 0
  tocsin_first=$tocsin_why
  tocsin_why=
  tocsin_ask "$@" 4<&4
  [ -z "$tocsin_why" ] || tocsin_why=$tocsin_first
}

# Asks the agent; sets tocsin_exit, tocsin_out, tocsin_err, or tocsin_why when there is no answer, and tocsin_cut when
# that is because the connection was cut.
tocsin_ask() {
  tocsin_cut=
  # a certificate is its own proof
  if [ -z "${TOCSIN_CA_FILE-}" ] && ! tocsin_is_ours /proc/net; then
    tocsin_why=unproven:$tocsin_seen
    # nobody has got the input
    tocsin_gone=
    return
  fi
  tocsin_rs=$(printf '\036')
  tocsin_answer=$(
    tocsin_request "$@" 2>/dev/null | {
      printf 'header = "Authorization: token %s"\n' "$tocsin_token" |
        curl -q -K - -s --noproxy '*' ${TOCSIN_CA_FILE:+--cacert "$TOCSIN_CA_FILE"} \
          ${TOCSIN_CONNECT:+--connect-to "::$TOCSIN_CONNECT"} --globoff --connect-timeout 2 --max-time "$tocsin_limit" \
          -H 'Content-Type: application/octet-stream' -H 'Expect:' -H "Idempotency-Key: $tocsin_call" -w "$tocsin_rs%{http_code}" \
          --data-binary @/dev/fd/3 "$TOCSIN_URL/cli/$tocsin_program"
    } 3<&0 4<&-
  )
  tocsin_curl=$?
  case $tocsin_curl in
    0) tocsin_split "$tocsin_answer" ;;
    6 | 7) tocsin_why=absent ;;
    35 | 51 | 58 | 60 | 77) tocsin_why=tls ;;
    18 | 52 | 55 | 56) tocsin_why=lost tocsin_cut=yes ;;
    *) tocsin_why=lost ;;
  esac
}

# What is sent: none or given, then the arguments; the input is on descriptor 4. With both, that of the file and a NUL go
# before it.
tocsin_request() {
  tocsin_input=$1
  shift
  case $tocsin_input in
    both)
      printf '%s\0' "$# given any" "$@"
      cat <"$tocsin_file"
      printf '\0'
      ;;
    *) printf '%s\0' "$# $tocsin_input any" "$@" ;;
  esac
  if [ "$tocsin_input" = none ]; then
    :
  elif [ -n "$tocsin_held" ]; then
    printf '%s\n' "$tocsin_held"
  else
    cat <&4
  fi
}

# Reads standard input into tocsin_held where it is no more than the key of an event: the event may have to be told twice.
tocsin_hold() {
  ! tocsin_sends "$@" || { tocsin_held=$(cat); } 2>/dev/null
}

# Whether the words send an event. Flags may stand before them.
tocsin_sends() {
  case $tocsin_program in pd-queue) return 1 ;; pd-*) return 0 ;; esac
  for tocsin_arg in "$@"; do
    case $tocsin_arg in
      enqueue | send | change | trigger | ack | resolve) return 0 ;;
      # these read something else
      event | adapter) return 1 ;;
    esac
  done
  return 1
}

# Takes an answer apart at RS. By IFS, because pattern removal takes minutes for long texts in common shells.
tocsin_split() {
  tocsin_ifs=$IFS
  IFS=$tocsin_rs
  set -f
  # shellcheck disable=SC2086 # this is how it comes apart
  set -- $1
  set +f
  IFS=$tocsin_ifs
  case $# in
    # the three texts, what is behind the last RS of them, the status
    5) if [ "$5" = 200 ]; then tocsin_exit=$1 tocsin_out=$2 tocsin_err=$3; else tocsin_why=$5; fi ;;
    # the body of an error, the status
    2) if [ "$2" = 200 ]; then tocsin_why=lost; else tocsin_why=$2; fi ;;
    *) tocsin_why=lost ;;
  esac
}

# The agent may ask only for a file that the command line named: whoever answered may be no agent.
tocsin_may_read() {
  tocsin_named=
  for tocsin_arg in "$@"; do
    case $tocsin_arg in
      *"@$tocsin_file") tocsin_named=yes ;;
      "$tocsin_file" | -*"$tocsin_file")
        # only these take a file that is named without a mark
        case "$tocsin_program ${1-} ${2-}" in 'tocsin event edit' | 'tocsin adapter translate') tocsin_named=yes ;; esac
        ;;
    esac
  done
  if [ -n "$tocsin_named" ] && [ -f "$tocsin_file" ] && [ -r "$tocsin_file" ]; then
    return 0
  fi
  printf '%s: the file %s cannot be read\n' "$tocsin_program" "$tocsin_file" >&2
  return 1
}

# The JVM for the words that the agent does not do, in tocsin_java; empty when there is none.
tocsin_find_java() {
  tocsin_java=
  if [ -n "${JAVA_HOME-}" ] && [ -x "$JAVA_HOME/bin/java" ]; then
    tocsin_java=$JAVA_HOME/bin/java
  elif command -v java >/dev/null 2>&1; then
    tocsin_java=java
  fi
}

# Runs the same words in a JVM of their own: the agent does not answer, or is not the one that is meant. An event that the
# agent does not take goes into the spool, under the name that it had: the agent may have taken it all the same.
tocsin_alone() {
  if [ -z "$tocsin_java" ]; then
    tocsin_say_without_java "$@" >&2
    case "$tocsin_program ${1-} $tocsin_why" in 'tocsin status absent' | 'tocsin status unproven:nobody') return 3 ;; esac
    return 1
  fi
  if [ -n "$tocsin_held" ]; then
    printf '%s\n' "$tocsin_held" | tocsin_jvm "$@" 4<&0
  else
    tocsin_jvm "$@" 4<&4
  fi
}

# What is wrong, what became of the event, and what to do, where no JVM says it.
tocsin_say_without_java() {
  tocsin_at=${TOCSIN_URL#http*://}
  tocsin_do=
  case $tocsin_why in
    secret)
      tocsin_text="the token file $TOCSIN_SECRET_FILE cannot be read or holds none"
      tocsin_do=' or run this as a user who may read it,'
      ;;
    curl) tocsin_text='there is no curl, which asks the agent' tocsin_do=' or install curl,' ;;
    absent | unproven:*)
      tocsin_text="the agent does not answer on $tocsin_at"
      tocsin_do=" or start the agent with 'tocsin start',"
      ;;
    503) tocsin_text="the agent on $tocsin_at is not ready" tocsin_do=" or look at 'tocsin status'," ;;
    elsewhere) tocsin_text='the agent does not do this itself' ;;
    tls) tocsin_text="the agent on $tocsin_at does not show a certificate that is trusted here" ;;
    lost) tocsin_text="the agent on $tocsin_at was asked and did not answer" ;;
    *) tocsin_text="what listens on $tocsin_at answered with status $tocsin_why" ;;
  esac
  tocsin_lack=', and there is no Java to do it'
  if tocsin_sends "$@"; then
    case $tocsin_why in
      lost) tocsin_lack='; whether the event was kept is not known, and without Java it cannot be left in the spool' ;;
      *) tocsin_lack='; the event was not kept: without Java it cannot be left in the spool' ;;
    esac
  fi
  printf '%s: %s%s; let JAVA_HOME name a Java 17, or java be on the PATH,%s and do it again\n' \
    "$tocsin_program" "$tocsin_text" "$tocsin_lack" "$tocsin_do"
}

tocsin_jvm() {
  tocsin_request none "$@" 2>/dev/null | {
    TOCSIN_CALL=${tocsin_call-} "$tocsin_java" -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xshare:auto \
      -cp "${TOCSIN_CLI_JAR:-$TOCSIN_HOME/lib/tocsin-cli.jar}" org.tocsin.cli.Main \
      "$tocsin_program" "$tocsin_why" ${tocsin_gone:+"$tocsin_gone"} 3<&0 <&4 4<&-
  }
}
