#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Measures the contenders one after the other: ./run.sh [seconds] [contender...]; builds what is missing first.
set -euo pipefail
cd "$(dirname "$0")"
seconds=${1:-10}
shift || true
contenders=("$@")
[ ${#contenders[@]} -gt 0 ] || contenders=(ours netty-http platform-http-vertx undertow)
declare -A main=(
  [ours]=org.tocsin.http.OurDoor
  [netty-http]=org.tocsin.benchmarks.http.NettyHttp
  [platform-http-vertx]=org.tocsin.benchmarks.http.PlatformHttpVertx
  [undertow]=org.tocsin.benchmarks.http.Undertow
)
port=${PORT:-48080}
server=
ticks() { awk '{print $14 + $15}' "/proc/$1/stat"; } # of 10 ms; no contender's name has a blank
stop() { if [ -n "$server" ]; then kill "$server" 2>/dev/null || true; wait "$server" 2>/dev/null || true; server=; fi; }
trap stop EXIT

for contender in "${contenders[@]}"; do
  [ -d "target/$contender/lib" ] ||
    (cd ../.. && mvn -B -q -Pbenchmark-http-server,"$contender" -pl benchmarks/http-server -am -DskipTests package)
  path="target/$contender/classes:target/$contender/lib/*"
  ask=(curl -q --noproxy '*' -s -m 5 -H 'Authorization: token benchmark-token-0123')
  for connections in 64 512; do
    java -XX:+UseSerialGC -Xmx256m ${SERVER_OPTS-} -Dorg.slf4j.simpleLogger.defaultLogLevel=warn -cp "$path" \
      org.tocsin.benchmarks.http.Server "${main[$contender]}" "$port" >"target/$contender/server.log" 2>&1 &
    server=$!
    for ((i = 0; i < 200; i++)); do
      "${ask[@]}" -f -o /dev/null -H 'Content-Type: application/json' -d '{"ready":1}' "http://127.0.0.1:$port/send" && break
      kill -0 "$server" 2>/dev/null || { echo "$contender did not start: target/$contender/server.log" >&2; exit 1; }
      sleep 0.1
    done
    if [ "$connections" = 64 ]; then
      form=$("${ask[@]}" -d '{"a form": "it is not"} 100%' "http://127.0.0.1:$port/send" || true)
      echo="$("${ask[@]}" -i -o - -H 'X-Mine: 1' -H 'CamelMine: 1' -H 'Content-Type: application/json' -d '{}' \
        "http://127.0.0.1:$port/send" | tr -d '\r' | grep -ciE '^(x-mine|camelmine|user-agent|authorization|accept):' || true)"
      printf '%s: body of a plain curl -d: %s; headers echoed: %s\n' "$contender" "$(head -c 60 <<<"${form:-no answer}" | head -n 1)" "$echo"
    fi
    before=$(ticks "$server")
    java -XX:+UseSerialGC -Xmx512m -cp "target/$contender/classes" \
      org.tocsin.benchmarks.http.Load "$port" "$connections" "$seconds" >"target/$contender/load.out" &
    load=$!
    sleep $((4 + seconds / 2))
    threads=$(awk '/^Threads/ {print $2}' "/proc/$server/status")
    rss=$(awk '/^VmRSS/ {print int($2 / 1024)}' "/proc/$server/status")
    wait "$load" || true
    used=$(($(ticks "$server") - before))
    # the load of the machine tells whether anything else ran; processor time per request says most when it did
    printf '%s, %s connections: %s, %s us of processor per request, %s threads, %s MB (load %s)\n' \
      "$contender" "$connections" "$(head -n 1 "target/$contender/load.out")" \
      "$((used * 10000 / $(tail -n 1 "target/$contender/load.out")))" "$threads" "$rss" "$(cut -d ' ' -f 1 /proc/loadavg)"
    stop
  done
done
