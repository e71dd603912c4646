# shellcheck shell=sh
# SPDX-License-Identifier: Apache-2.0
# Whether who listens where the agent should is this host's agent. While the agent is down, any user may listen on its port:
# so this is asked before anything is told to it. Needs no program where the token's owner asks, else one (ls).

# Whether a listener at TOCSIN_URL, of 127.0.0.1, [::1] or localhost, is there, and belongs to root or to the owner of the token
# or of the data directory: the kernel's tables say whose a listening socket is. In the directory $1, which is /proc/net.
# With $2, for who knows that the address is one of this host, whatever it is, by all that listen on its port.
# If not, $tocsin_seen says who else: the number of a user, "nobody" when none is shown, or nothing when that is not told; then
# only what the listener itself can show would prove it (see org.tocsin.cli.Proof).
tocsin_is_ours() {
  tocsin_seen=
  tocsin_at=${TOCSIN_URL#*://}
  tocsin_at=${tocsin_at%%/*}
  tocsin_port=${tocsin_at##*:}
  # zeros before it would make it octal
  while [ "${tocsin_port#0}" != "$tocsin_port" ]; do tocsin_port=${tocsin_port#0}; done
  case $tocsin_port in '' | *[!0-9]* | ??????*) return 1 ;; esac
  case ${tocsin_at%:*} in
    127.0.0.1) tocsin_ip=4 ;;
    '[::1]') tocsin_ip=6 ;;
    localhost) tocsin_ip=46 ;;
    *)
      [ -n "${2-}" ] || return 1
      tocsin_ip=any
      ;;
  esac
  tocsin_read_owners
  tocsin_shown='' tocsin_ours='' tocsin_ours_wide='' tocsin_seen_wide=''
  for tocsin_table in "$1/tcp6" "$1/tcp"; do
    [ -r "$tocsin_table" ] || continue
    tocsin_shown=nobody
    while read -r _ tocsin_local _ tocsin_state _ _ _ tocsin_user _; do
      case $tocsin_state in
        0A) ;;
        st) continue ;;
        # listeners come first
        *) break ;;
      esac
      # as words of four bytes, in the order of the processor
      case $tocsin_ip:${tocsin_local%:*} in
        any:*) tocsin_wide= ;;
        4*:0100007F | 4*:0000000000000000FFFF00000100007F) tocsin_wide= ;;
        4*:7F000001 | 4*:00000000000000000000FFFF7F000001) tocsin_wide= ;;
        *6:00000000000000000000000001000000 | *6:00000000000000000000000000000001) tocsin_wide= ;;
        4*:00000000 | *:00000000000000000000000000000000) tocsin_wide=_wide ;;
        *) continue ;;
      esac
      [ $((0x${tocsin_local##*:})) -eq "$tocsin_port" ] || continue
      case $tocsin_owners in
        *" $tocsin_user "*) eval "tocsin_ours$tocsin_wide=yes" ;;
        *) eval "tocsin_seen$tocsin_wide=\$tocsin_user" ;;
      esac
      # two that listen on the same address have the same user
      [ "$tocsin_ip$tocsin_wide$tocsin_ours" != 4yes ] || return 0
    done <"$tocsin_table"
  done
  # one of an address goes before one of all; a name may lead to either family
  if [ -z "$tocsin_seen$tocsin_ours" ] || [ "$tocsin_ip" = 46 ]; then
    : "${tocsin_seen:=$tocsin_seen_wide}" "${tocsin_ours:=$tocsin_ours_wide}"
  fi
  [ -n "$tocsin_seen$tocsin_ours" ] || tocsin_seen=$tocsin_shown
  [ -z "$tocsin_seen" ] && [ -n "$tocsin_ours" ]
}

# The numbers of those whose process the agent may be, in $tocsin_owners.
tocsin_read_owners() {
  tocsin_owners=' 0 '
  if [ -O "$TOCSIN_SECRET_FILE" ] || [ -O "${TOCSIN_DATA-}" ]; then
    while read -r tocsin_key _ tocsin_user _; do
      case $tocsin_key in
        Uid:)
          tocsin_owners=" 0 $tocsin_user "
          break
          ;;
      esac
    done
  else
    tocsin_owners=" 0 $(
      ls -ldLn -- "$TOCSIN_SECRET_FILE" "${TOCSIN_DATA:-/}" 2>/dev/null | while read -r _ _ tocsin_user _; do
        printf '%s ' "$tocsin_user"
      done
    )"
  fi 2>/dev/null </proc/self/status
  # in a user namespace that is whoever has no number there
  case $tocsin_owners in *' 65534 '*) tocsin_owners=' 0 ' ;; esac
}
