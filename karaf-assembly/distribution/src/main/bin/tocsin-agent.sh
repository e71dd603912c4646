# SPDX-License-Identifier: Apache-2.0
# The agent's process: start it, wait until its intake is open or it says why not, watch it, end it.
# Sourced by tocsin, after tocsin-env.sh.

pid_file=$TOCSIN_DATA/tocsin.pid
failure_file=$TOCSIN_DATA/startup-failure
karaf=$TOCSIN_DATA/karaf
log=$TOCSIN_DATA/log/tocsin.log
lives_on=
stop_asked=
jvm_out=$TOCSIN_DATA/log/jvm.out
in_foreground=

. "$tocsin_bin/tocsin-classes.sh"
. "$tocsin_bin/tocsin-proof.sh"

# ---- time, without a process where the kernel tells it -------------------------------------------------------------

# hundredths of a second, in $now
read_clock() {
  if [ -r /proc/uptime ]; then
    read -r now _ </proc/uptime
    now=${now%.*}${now#*.}
  else
    now=$(date +%s)00
  fi
}

# "2.9 s" since $1, in $elapsed
read_elapsed() {
  read_clock
  elapsed=$((now - $1))
  elapsed="$((elapsed / 100)).$((elapsed % 100 / 10)) s"
}

# ---- which process -------------------------------------------------------------------------------------------------

# When the process $1 was started, in the kernel's words, in $birth; fails when there is none, or only its zombie.
# A number alone may belong to another process by now.
read_birth() {
  if [ -d /proc/self ]; then
    birth=
    read -r birth 2>/dev/null <"/proc/$1/stat" || return 1
    birth=${birth##*) }
    case $birth in Z* | X*) return 1 ;; esac
    # fields 3 and following are left: the 20th of them is field 22
    # shellcheck disable=SC2086
    set -- $birth
    birth=${20}
  else
    birth=$(ps -o lstart= -p "$1" 2>/dev/null) && [ -n "$birth" ]
  fi
}

# The agent of this data directory, in $pid; fails when it does not run. A stale file is no obstacle.
find_agent() {
  [ -r "$pid_file" ] || return 1
  pid='' pid_birth=''
  {
    read -r pid
    read -r pid_birth
  } <"$pid_file"
  case $pid in '' | *[!0-9]*) return 1 ;; esac
  read_birth "$pid" && [ "$birth" = "$pid_birth" ]
}

write_pid() {
  read_birth "$pid" || return 1
  printf '%s\n%s\n' "$pid" "$birth" >"$pid_file.new" && mv -f "$pid_file.new" "$pid_file"
}

# Waits up to $1 hundredths of a second for the end of $pid (of $pid_birth).
await_end() {
  read_clock
  await_until=$((now + $1))
  while read_birth "$pid" && [ "$birth" = "$pid_birth" ]; do
    read_clock
    [ "$now" -lt "$await_until" ] || return 1
    sleep 0.02
  done
}

# Asks $pid to end, and makes it when it does not: the queue is safe against that.
end_agent() {
  kill -TERM "$pid" 2>/dev/null
  await_end "$1" && return 0
  kill -KILL "$pid" 2>/dev/null
  await_end 500
}

# ---- Java ----------------------------------------------------------------------------------------------------------

# A Java 17 or newer, in $java, its number in $java_version.
find_java() {
  if [ -n "${JAVA_HOME-}" ]; then
    java=$JAVA_HOME/bin/java
    [ -x "$java" ] || die "JAVA_HOME=$JAVA_HOME has no bin/java: point it to a Java 17 or newer, or unset it"
  else
    java=$(command -v java) || die "there is no Java: install a Java 17 or newer, or set JAVA_HOME"
  fi
  # most say their version in a file, which is faster than to start one
  java_version=
  java_real=$(readlink -f "$java" 2>/dev/null) || java_real=$java
  java_release=${java_real%/bin/java}/release
  [ ! -r "$java_release" ] || java_version=$(sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$java_release")
  [ -n "$java_version" ] ||
    java_version=$("$java" -version 2>&1 | sed -n 's/.* version "\([0-9]*\).*/\1/p' | sed -n 1p)
  case $java_version in
    '') die "$java does not say its version: set JAVA_HOME to a Java 17 or newer" ;;
  esac
  [ "$java_version" -ge 17 ] || die "$java is a Java $java_version: set JAVA_HOME to a Java 17 or newer"
}

# ---- prepare -------------------------------------------------------------------------------------------------------

make_directory() { # path, mode
  mkdir -p "$1" 2>/dev/null && chmod "$2" "$1" 2>/dev/null && [ -w "$1" ]
}

# A service manager may forbid this process to give a directory the mode it has already (RestrictSUIDSGID).
make_spool() {
  make_directory "$TOCSIN_SPOOL" 3733 && return
  case $(ls -ld "$TOCSIN_SPOOL" 2>/dev/null) in drwx-ws-wt*) [ -w "$TOCSIN_SPOOL" ] ;; *) return 1 ;; esac
}

# One start at a time for a data directory, until the intake is open. A lock whose holder is gone is no obstacle.
lock_start() {
  read_birth $$ || die "the kernel does not show this process"
  start_lock=$TOCSIN_DATA/starting
  while ! (set -C && printf '%s\n%s\n' "$$" "$birth" >"$start_lock") 2>/dev/null; do
    holder='' holder_birth=''
    {
      read -r holder
      read -r holder_birth
    } 2>/dev/null <"$start_lock"
    [ -w "$TOCSIN_DATA" ] || die "the data directory $TOCSIN_DATA cannot be written: set TOCSIN_DATA to one that can"
    case $holder$holder_birth in
      '' | *[!0-9]*)
        # its holder is about to write it, or died before that
        if [ -z "${start_lock_seen-}" ]; then
          start_lock_seen=yes
          sleep 0.1
          read_birth $$
          continue
        fi
        ;;
      *)
        if read_birth "$holder" && [ "$birth" = "$holder_birth" ]; then
          die "is being started for $TOCSIN_DATA by process $holder: wait for it"
        fi
        ;;
    esac
    rm -f "$start_lock"
    read_birth $$
  done
  trap unlock_start EXIT
}

unlock_start() {
  trap - EXIT
  rm -f "$start_lock"
}

prepare() {
  command -v curl >/dev/null || die "there is no curl: install it"
  case ${TOCSIN_LOG_FORMAT-text} in
    text | json) ;;
    *) die "TOCSIN_LOG_FORMAT is '$TOCSIN_LOG_FORMAT': set it to text or json, or unset it" ;;
  esac
  case ${TOCSIN_CLASS_DATA-on} in
    on | off) ;;
    *) die "TOCSIN_CLASS_DATA is '$TOCSIN_CLASS_DATA': set it to on or off, or unset it" ;;
  esac
  case $TOCSIN_DATA$TOCSIN_ETC in *,*) die "a comma in TOCSIN_DATA or TOCSIN_ETC is not possible" ;; esac
  umask 077
  make_directory "$TOCSIN_DATA" 0700 || die "the data directory $TOCSIN_DATA cannot be written: set TOCSIN_DATA to one that can"
  lock_start
  for directory in db deploy log karaf karaf/etc karaf/tmp shell; do
    make_directory "$TOCSIN_DATA/$directory" 0700 || die "$TOCSIN_DATA/$directory cannot be written: give it to this user"
  done
  make_spool || complain "warning: the spool $TOCSIN_SPOOL cannot be written: set TOCSIN_SPOOL"
  if find_agent; then
    die "already running for $TOCSIN_DATA (pid $pid)"
  fi
  rm -f "$failure_file" "$pid_file"

  # The container's own files are no configuration: fresh at every start. Its bundle cache is kept only when it is of
  # this very build, and its first boot came to its end.
  if ! cp -R "$TOCSIN_HOME/karaf/etc/." "$karaf/etc/" || ! chmod -R u+w "$karaf/etc"; then
    die "$karaf/etc cannot be written"
  fi
  prepare_configuration
  read -r build_id <"$TOCSIN_HOME/karaf/build-id"
  cache_of=
  [ -r "$karaf/booted" ] && read -r cache_of <"$karaf/booted"
  if [ "$cache_of" != "$build_id $TOCSIN_HOME" ] || [ ! -d "$karaf/cache" ]; then
    # with what was unpacked of .kar files: what is there is taken for installed
    rm -rf "$karaf/booted" "$karaf/cache" "$karaf/generated-bundles" "$karaf/instances" "$karaf/kar" "$karaf/tmp"
    mkdir -p "$karaf/tmp"
    forget_classes
  fi
  prepare_classes
  prepare_shell_door
}

# New files of a newer distribution come, files that are there stay. Where the configuration is an administrator's and
# this user may only read it, the container gets what is missing there from the distribution.
prepare_configuration() {
  [ "$TOCSIN_ETC" != "$TOCSIN_HOME/etc" ] || return 0
  mkdir -p "$TOCSIN_ETC" 2>/dev/null || die "the configuration directory $TOCSIN_ETC cannot be made: set TOCSIN_ETC"
  [ -r "$TOCSIN_ETC" ] && [ -x "$TOCSIN_ETC" ] ||
    die "the configuration directory $TOCSIN_ETC cannot be read: give it to this user, or set TOCSIN_ETC"
  etc_of_missing=$TOCSIN_ETC
  [ -w "$TOCSIN_ETC" ] || etc_of_missing=$karaf/etc
  for file in "$TOCSIN_HOME"/etc/*; do
    [ -e "$TOCSIN_ETC/${file##*/}" ] || cp "$file" "$etc_of_missing/" 2>/dev/null ||
      die "${file##*/} cannot be copied to $etc_of_missing"
  done
}

# The container's shell: SSH on a free loopback port, open to one key only.
prepare_shell_door() {
  door=$TOCSIN_DATA/shell
  if command -v ssh-keygen >/dev/null && [ ! -s "$door/id" ]; then
    rm -f "$door"/id* "$door"/host.key*
    ssh-keygen -q -t ecdsa -b 256 -m PEM -N '' -C tocsin -f "$door/host.key" </dev/null &&
      ssh-keygen -q -t ecdsa -b 256 -N '' -C tocsin -f "$door/id" </dev/null
  fi
  printf '_g_\\:admingroup = group,admin,manager,viewer,systembundles,ssh\n' >"$karaf/etc/keys.properties"
  if [ -s "$door/id.pub" ]; then
    read -r key_type key_text _ <"$door/id.pub"
    printf 'tocsin=%s,_g_:admingroup\n' "$key_text" >>"$karaf/etc/keys.properties"
  fi
  # below the ports that the kernel gives to outgoing connections
  shell_port=$(awk -v seed="$$" '
    FNR > 1 { split($2, at, ":"); used[at[2]] = 1 }
    END {
      srand(); srand(srand() + seed * 7919)
      do port = 12000 + int(rand() * 18000); while (sprintf("%04X", port) in used)
      print port
    }' /proc/net/tcp /proc/net/tcp6 2>/dev/null)
  : "${shell_port:=$((12000 + $$ % 18000))}"
  printf '%s\n' "$shell_port" >"$door/port"
  if [ -s "$door/host.key.pub" ]; then
    read -r key_type key_text _ <"$door/host.key.pub"
    printf '[127.0.0.1]:%s %s %s\n' "$shell_port" "$key_type" "$key_text" >"$door/known_hosts"
  fi
}

# What pdagent's and go-pdagent's own configurations say, where they lie, counts below ours. It costs a start of Java, where
# there are any; what it found is kept for the clients, which have no time for that.
migrate() {
  TOCSIN_MIGRATED=
  legacy=${TOCSIN_LEGACY_ETC:-/etc}
  if [ -z "${TOCSIN_LEGACY_CONFIG-}" ] && [ ! -e "$legacy/pdagent" ] && [ ! -e "$legacy/pdagent.conf" ] &&
    [ ! -e "${HOME-}/.pdagent" ]; then
    [ ! -e "$TOCSIN_DATA/migrated" ] || rm -rf "$TOCSIN_DATA/migrated"
    return 0
  fi
  (offline OfflineConfig migrate) ||
    die "the configuration of another agent cannot be taken over: see 'tocsin config check', or set TOCSIN_LEGACY_ETC to an empty directory"
  while read -r migrated_key migrated_value; do
    TOCSIN_MIGRATED="$TOCSIN_MIGRATED $migrated_key"
    case $migrated_key in
      TOCSIN_ADDRESS) TOCSIN_ADDRESS=$migrated_value ;;
      TOCSIN_SECRET_FILE) TOCSIN_SECRET_FILE=$migrated_value ;;
      TOCSIN_*) export "ORG_$migrated_key=$migrated_value" ;;
    esac
  done <"$TOCSIN_DATA/migrated/values"
  tocsin_make_url
  export TOCSIN_ADDRESS TOCSIN_SECRET_FILE TOCSIN_URL TOCSIN_MIGRATED
}

# ---- start ---------------------------------------------------------------------------------------------------------

# Starts the JVM, in $pid. With $lives_on in a session of its own. It never ends by SIGHUP, which a JVM that does not
# ignore it takes for SIGTERM.
launch() {
  # TOCSIN_<PLUGIN>_<KEY> lies over the plugin's file: the container looks for ORG_TOCSIN_<PLUGIN>_<KEY>
  for name in $(env | sed -n 's/^\(TOCSIN_[A-Z0-9_]*\)=.*/\1/p'); do
    eval "[ -z \"\${$name+set}\" ] || export \"ORG_$name=\$$name\""
  done
  [ -z "${TOCSIN_PLUGINS+set}" ] || export ORG_TOCSIN_PLUGINS_FEATURES="$TOCSIN_PLUGINS"
  # not what the file says: a change of the file takes effect at once, for the agent and for those who call it
  [ -z "$tocsin_address_said" ] || export ORG_TOCSIN_HTTP_ADDRESS="$TOCSIN_ADDRESS"
  [ -z "$tocsin_secret_said" ] || export ORG_TOCSIN_HTTP_SECRETFILE="$TOCSIN_SECRET_FILE"

  classpath=
  for jar in "$TOCSIN_HOME"/karaf/lib/boot/*.jar "$TOCSIN_HOME"/karaf/lib/jdk9plus/*.jar; do
    classpath=$classpath${classpath:+:}$jar
  done
  # Karaf asks for the caller's rights by an API that a JDK 18 to 23 offers only when told so
  security=-Djava.security.manager=allow
  [ "$java_version" -lt 24 ] || security=-Dtocsin.security.manager=none
  detach=
  [ -z "$lives_on" ] || ! command -v setsid >/dev/null || detach=setsid
  log_start=1
  [ -f "$log" ] && log_start=$(($(wc -c <"$log") + 1))

  : >"$jvm_out"

  # few threads and a small heap; the optimising compiler comes late, for what a storm of events runs and not for a start;
  # no collection because classes come; the shell's cryptography is Java's own, since Bouncy Castle computes tables first
  cd "$TOCSIN_DATA" || die "$TOCSIN_DATA cannot be entered"
  {
    trap '' HUP
    # shellcheck disable=SC2086
    exec $detach "$java" \
      -XX:+UseSerialGC -Xms32m -Xmx256m -XX:MetaspaceSize=128m -XX:-UsePerfData \
      -XX:Tier4InvocationThreshold=30000 -XX:Tier4MinInvocationThreshold=10000 \
      -XX:Tier4CompileThreshold=60000 -XX:Tier4BackEdgeThreshold=400000 \
      -XX:+ExitOnOutOfMemoryError "-XX:ErrorFile=$TOCSIN_DATA/log/jvm-crash-%p.log" \
      --add-opens java.base/java.security=ALL-UNNAMED --add-opens java.base/java.net=ALL-UNNAMED \
      --add-opens java.base/java.lang=ALL-UNNAMED --add-opens java.base/java.util=ALL-UNNAMED \
      --add-opens java.naming/javax.naming.spi=ALL-UNNAMED \
      --add-exports java.base/sun.net.www.protocol.file=ALL-UNNAMED \
      --add-exports java.base/sun.net.www.protocol.http=ALL-UNNAMED \
      --add-exports java.base/sun.net.www.protocol.https=ALL-UNNAMED \
      --add-exports java.base/sun.net.www.protocol.jar=ALL-UNNAMED \
      --add-exports java.base/sun.net.www.content.text=ALL-UNNAMED \
      "$security" -Dfile.encoding=UTF-8 -Djava.awt.headless=true -Djdk.serialFilter='!*' \
      "-Djava.io.tmpdir=$karaf/tmp" "-Djava.util.logging.config.file=$karaf/etc/java.util.logging.properties" \
      "-Dkaraf.home=$TOCSIN_HOME/karaf" "-Dkaraf.base=$karaf" "-Dkaraf.data=$karaf" "-Dkaraf.etc=$karaf/etc" \
      "-Dkaraf.log=$TOCSIN_DATA/log" "-Dkaraf.instances=$karaf/instances" \
      -Dkaraf.startLocalConsole=false -Dkaraf.startRemoteShell=true \
      "-Dtocsin.home=$TOCSIN_HOME" "-Dtocsin.etc=$TOCSIN_ETC" "-Dtocsin.data=$TOCSIN_DATA" \
      "-Dtocsin.spool=$TOCSIN_SPOOL" "-Dtocsin.address=$TOCSIN_ADDRESS" "-Dtocsin.secret.file=$TOCSIN_SECRET_FILE" \
      "-Dtocsin.shell.port=$shell_port" -Dorg.apache.sshd.security.provider.BC.enabled=false \
      ${class_option:+"$class_option"} -Xlog:cds=off -Xlog:cds+dynamic=off ${TOCSIN_JAVA_OPTS-} \
      -classpath "$classpath" org.apache.karaf.main.Main
  } </dev/null >>"$jvm_out" 2>&1 &
  pid=$!
  write_pid
  pid_birth=$birth
}

# Our port as the kernel writes it, in $port_digits.
read_port_digits() {
  port_digits=${TOCSIN_ADDRESS##*:}
  # with zeros before it printf would take it for an octal number
  while [ "${port_digits#0}" != "$port_digits" ]; do port_digits=${port_digits#0}; done
  port_digits=$(printf '%04X' "$port_digits")
}

# Whether somebody listens on our port, where the kernel tells that for less than it takes to ask.
listens() {
  [ -r /proc/net/tcp ] || return 0
  grep -q -s ":$port_digits 0*:0000 0A " /proc/net/tcp /proc/net/tcp6
}

# Asks the intake how it stands, in $health: READY, DEGRADED, FAILED, or nothing.
ask_health() {
  health=
  listens || return 0
  token=
  # on loopback none is needed; elsewhere it is for our own process alone
  if [ -n "$TOCSIN_CA_FILE" ] || [ ! -r /proc/net/tcp ] || tocsin_is_ours /proc/net here; then
    [ -r "$TOCSIN_SECRET_FILE" ] && read -r token <"$TOCSIN_SECRET_FILE"
  fi
  answer=$(
    curl -q -s -K - --noproxy '*' ${TOCSIN_CA_FILE:+--cacert "$TOCSIN_CA_FILE"} \
      ${TOCSIN_CONNECT:+--connect-to "::$TOCSIN_CONNECT"} --connect-timeout 1 --max-time 2 "$TOCSIN_URL/health/ready" <<EOF
header = "Authorization: token $token"
EOF
  )
  case $? in
    51 | 60 | 77) fail "the certificate is not one that clients on this host trust for $TOCSIN_URL: see tls.ca and tls.name in $TOCSIN_ETC/org.tocsin.http.cfg" ;;
  esac
  case $answer in
    *'"state":"'*)
      health=${answer#*\"state\":\"}
      health=${health%%\"*}
      ;;
    *) health= ;;
  esac
}

# "queue: why, http: why", of the parts of $answer that are not ready
unready_parts() {
  printf '%s' "$answer" | sed 's/{"part"/\
&/g' | sed -n '/"state":"READY"/d
s/^{"part":"\([^"]*\)","state":"[A-Z]*","text":"\(.*\)"}.*/\1: \2/p' | sed 's/\\"/"/g; $!s/$/;/' | tr '\n' ' ' | sed 's/ *$//'
}

# Whether nobody has killed the JVM: it gave up, or met a fault in memory.
ended_by_itself() {
  wait "$pid"
  case $? in
    1 | 134 | 135 | 139) ;;
    *) return 1 ;;
  esac
}

# Why the JVM ended by itself, in one line: what the container or, failing that, the JVM said last.
death_reason() {
  reason=$(tail -c "+$log_start" "$log" 2>/dev/null |
    grep -e 'Unable to resolve' -e 'No matching features' -e 'Error resolving artifact' \
      -e ' FATAL ' -e ' ERROR ' -e '"level":"FATAL"' -e '"level":"ERROR"' |
    sed -n '1s/^{"time":.*,"message":"\(.*\)","number":".*/\1/; 1s/\\\(["\\]\)/\1/g
1s/^[0-9: .-]* [A-Z]* *\[[^]]*\] [^ ]* - //; 1s/^[a-z][A-Za-z.]*Exception: //; 1p')
  [ -n "$reason" ] || reason=$(sed -n '/[a-z]/{p;q;}' "$jvm_out" 2>/dev/null)
  printf '%.300s' "${reason:-it gave no reason}"
}

# What is known of the end with $code, in $end_reason.
explain_end() {
  end_reason=
  case $code in
    3)
      end_reason=$(sed -n 's/^Terminating due to java.lang.OutOfMemoryError: //p' "$jvm_out" 2>/dev/null | sed -n 1p)
      end_reason=": out of memory${end_reason:+ ($end_reason)}, give it more by TOCSIN_JAVA_OPTS=-Xmx512m"
      ;;
    137) end_reason=': killed, perhaps by the kernel for want of memory' ;;
  esac
}

# Ends what was started, then says why: one line.
fail() {
  # one that was told to end may have been about to open, and ends as it does later
  if [ -n "$stop_asked" ]; then end_agent 190; else end_agent 100; fi
  rm -f "$pid_file" "$failure_file"
  # told to end while it was starting
  [ -z "$stop_asked" ] || exit 0
  if [ -n "$in_foreground" ] && is_misconfigured "$1"; then
    complain "$1"
    exit 78
  fi
  die "$1"
}

# Whether what the agent says of its end is an error in the configuration: then starting it again changes nothing, and
# whoever watches over it may know that. Of a file and key that are told, the plugin's own check says so, too.
is_misconfigured() {
  told=$(printf '%s' "$1" | sed -n 's/^.*\(org\.tocsin\.[a-z.]*cfg: [A-Za-z.]*: \).*/\1/p')
  [ -n "$told" ] && (offline OfflineConfig check) 2>/dev/null | grep -q -F -e "$told"
}

# Returns when the intake is open, and has said so; says one line and ends otherwise.
await_intake() {
  failed_since=
  degraded_since=
  patience=${TOCSIN_START_TIMEOUT:-60}
  read_port_digits
  while :; do
    if [ -s "$failure_file" ]; then
      read -r line <"$failure_file"
      fail "$line"
    fi
    if ! read_birth "$pid" || [ "$birth" != "$pid_birth" ]; then
      [ -s "$failure_file" ] && continue
      if [ -n "$class_option" ] && [ -z "$stop_asked" ] && ended_by_itself; then
        # perhaps of a damaged archive, which ends a JVM without a word that says so
        forget_classes
        class_option=
        launch
        continue
      fi
      fail "the agent ended while starting: $(death_reason) (more in $log)"
    fi
    ask_health
    read_clock
    case $health in
      READY) break ;;
      DEGRADED)
        # mostly well in a moment: the last plugins come after the intake
        failed_since=
        : "${degraded_since:=$now}"
        [ $((now - degraded_since)) -lt 300 ] || break
        ;;
      FAILED)
        case $answer in
          *'the database is being opened'*)
            # after a crash, of a damaged or an older one that takes its time, and ending it half-way gains nothing
            failed_since=
            patience=$((${TOCSIN_START_TIMEOUT:-60} * 10))
            ;;
        esac
        : "${failed_since:=$now}"
        # parts come one after the other; what has not come by then does not come
        [ $((now - failed_since)) -lt 500 ] || fail "not ready: $(unready_parts) (more in $log)"
        ;;
      *) failed_since= ;;
    esac
    [ $((now - started)) -lt "${patience}00" ] ||
      fail "no answer on $TOCSIN_ADDRESS within $patience s (more in $log)"
    sleep 0.05
  done
  [ ! -s "$failure_file" ] || { read -r line <"$failure_file" && fail "$line"; }
  printf '%s\n' "$build_id $TOCSIN_HOME" >"$karaf/booted"
  unlock_start
  read_elapsed "$started"
  [ -z "$stop_asked" ] || fail "told to end"
  say "intake open on $TOCSIN_URL (pid $pid, $elapsed)"
}

# Says what is not well.
warn_if_degraded() {
  [ "$health" = READY ] || complain "warning: $(unready_parts)"
}

# Another process on our address would answer in our place.
check_address() {
  curl -q -s -o /dev/null --noproxy '*' ${TOCSIN_CA_FILE:+--cacert "$TOCSIN_CA_FILE"} \
    ${TOCSIN_CONNECT:+--connect-to "::$TOCSIN_CONNECT"} --connect-timeout 1 --max-time 1 "$TOCSIN_URL/health/live"
  case $? in
    7) ;; # refused: free
    28) ;; # nobody answers: the agent will say what is wrong with the address, if anything is
    3 | 6) die "$TOCSIN_ADDRESS is no address: TOCSIN_ADDRESS, or address in $TOCSIN_ETC/org.tocsin.http.cfg, wants host:port" ;;
    *) die "$TOCSIN_ADDRESS is in use by another process: stop it, or set TOCSIN_ADDRESS to a free port" ;;
  esac
}

begin() {
  read_clock
  started=$now
  find_java
  prepare
  migrate
  check_address
  launch
}

agent_start() {
  lives_on=yes
  trap '' HUP
  begin
  await_intake
  warn_if_degraded
}

# Tells a service manager (systemd, Type=notify) how it stands.
notify() { # what systemd-notify takes
  [ -n "$notify_socket" ] || return 0
  NOTIFY_SOCKET=$notify_socket systemd-notify "$@" || complain "warning: the service manager could not be told: $*"
}

# What SIGHUP is for. The agent reads a file of the configuration again when it changes, so what is left to do is to say
# what it makes of it. Beside the agent, which may end meanwhile. The last one that is asked for counts.
reload() {
  [ -z "$stop_asked" ] || return 0
  end_reload
  (
    trap '' HUP
    become=exec
    offline OfflineConfig reload
  ) &
  reload_pid=$!
  reload_birth=$(read_birth "$reload_pid" && printf '%s' "$birth")
}

# Its number may be that of another process by now.
end_reload() {
  [ -z "$reload_pid" ] || [ "$(read_birth "$reload_pid" && printf '%s' "$birth")" != "$reload_birth" ] ||
    kill "$reload_pid" 2>/dev/null
  reload_pid=
}

# $on_open and $on_end may name what is done when the intake is open, and when the agent has ended.
agent_run() {
  pid=
  in_foreground=yes
  reload_asked='' reload_pid='' reload_birth=''
  # not for the agent's own processes
  notify_socket=${NOTIFY_SOCKET-}
  unset NOTIFY_SOCKET
  trap 'stop_asked=yes; [ -z "$pid" ] || kill -TERM "$pid" 2>/dev/null; end_reload' TERM INT
  trap 'reload_asked=yes' HUP
  begin
  [ -z "$stop_asked" ] || kill -TERM "$pid"
  await_intake
  if [ -z "$stop_asked" ]; then
    notify --ready --status="intake open on $TOCSIN_URL"
    ${on_open:-:}
    warn_if_degraded
  fi
  (
    trap '' HUP
    exec tail -c "+$log_start" -F "$log" >&2 2>/dev/null
  ) &
  tail_pid=$!
  trap reload HUP
  [ -z "$reload_asked" ] || reload
  while :; do
    wait "$pid"
    code=$?
    # a signal ends the waiting, not the agent
    if ! read_birth "$pid" || [ "$birth" != "$pid_birth" ]; then break; fi
  done
  kill "$tail_pid" 2>/dev/null
  end_reload
  [ ! -r "$pid_file" ] || { read -r line <"$pid_file" && [ "$line" = "$pid" ] && rm -f "$pid_file"; }
  ${on_end:-:}
  case $code in
    0 | 143) exit 0 ;;
    *)
      [ -n "$stop_asked" ] && exit 0
      explain_end
      die "the agent ended with code $code$end_reason (more in $log)"
      ;;
  esac
}

# ---- stop ----------------------------------------------------------------------------------------------------------

agent_stop() {
  read_clock
  started=$now
  if ! find_agent; then
    say "not running"
    return 0
  fi
  end_agent 1000 || die "process $pid does not end"
  rm -f "$pid_file"
  read_elapsed "$started"
  say "stopped ($elapsed)"
}
