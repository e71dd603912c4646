# SPDX-License-Identifier: Apache-2.0
# The classes of a start, parsed and checked, in a file that the next starts map into memory (class-data sharing).
# The second start of a build in a data directory lets the JVM write that file at its end. Sourced by tocsin-agent.sh.

classes=$karaf/classes.jsa

# What an archive is good for: this build at this place, its jars as they lie there, this Java, its options. In $classes_of.
read_classes_of() {
  classes_of="$build_id ${TOCSIN_JAVA_OPTS-} $(ls -lnL "$java_real" "$TOCSIN_HOME"/karaf/lib/*/*.jar | cksum)"
}

# Whether the JVM came to the end of writing: the head of the file is written last.
is_whole() {
  [ -n "$(head -c 4 "$1" 2>/dev/null | tr -d '\000')" ]
}

# The option of the JVM, in $class_option: to use the archive, or to write it.
prepare_classes() {
  class_option=
  [ "${TOCSIN_CLASS_DATA-on}" = on ] && [ -r "$karaf/booted" ] || return 0
  read_classes_of
  classes_were_of=
  [ ! -r "$classes.of" ] || read -r classes_were_of <"$classes.of"
  if [ "$classes_were_of" != "$classes_of" ]; then
    forget_classes
    printf '%s\n' "$classes_of" >"$classes.of"
  fi
  if is_whole "$classes.new"; then
    # a JVM trusts what it maps, so it is on the disk first
    sync "$classes.new"
    mv -f "$classes.new" "$classes"
  fi
  if [ -s "$classes" ]; then
    class_option=-XX:SharedArchiveFile=$classes
  else
    rm -f "$classes.new"
    class_option=-XX:ArchiveClassesAtExit=$classes.new
  fi
}

forget_classes() {
  rm -f "$classes" "$classes.new" "$classes.of"
}
