// SPDX-License-Identifier: Apache-2.0
package org.tocsin.cli;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/**
 * Makes shell code of the tables of words and flags. A program's function looks up, in one {@code case}, what may stand
 * behind the word that is typed: its flags, the flags that take a value with what that may be, and what stands alone. All
 * else is one function for all.
 */
final class CompletionCode {

    private static final String COMMON = """
            # how a program's words, flags and values are completed; made by 'tocsin completion'
            _tocsin_values() { # kind: words of a list, a file, or what the agent knows; what is typed
              local value
              case $1 in
                '' | :file) ;; # the shell's own completion, of files
                :*)
                  # what the agent answers is no code: compgen would expand it
                  while IFS= read -r value; do
                    case $value in
                      '' | *[!A-Za-z0-9._:/-]*) ;;
                      "$2"*) COMPREPLY+=("$value") ;;
                    esac
                  done <<< "$(tocsin completion "${1#:}" 2>/dev/null)"
                  ;;
                *) COMPREPLY=($(compgen -W "$1" -- "$2")) ;;
              esac
            }
            _tocsin_complete() { # function that knows the program
              # no variable may be called path: in zsh that is where programs are
              local IFS=$' \\t\\n' current=${COMP_WORDS[COMP_CWORD]} word= flag= alone=0 at arg below flags operand kind values
              for ((at = 1; at < COMP_CWORD; at++)); do
                arg=${COMP_WORDS[at]}
                if [[ -n $flag ]]; then
                  # --flag=value comes as three words
                  [[ $arg == = ]] || flag=
                  continue
                fi
                "$1" "$word"
                kind=
                "$1" "$word" "$arg"
                if [[ $kind == value ]]; then
                  flag=$arg
                elif [[ $arg == -* ]]; then
                  :
                elif [[ " $below " == *" $arg "* ]]; then
                  word=${word:+$word }$arg
                else
                  alone=$((alone + 1))
                fi
              done
              "$1" "$word"
              COMPREPLY=()
              if [[ -n $flag ]]; then
                values=
                "$1" "$word" "$flag"
                [[ $current != = ]] || current=
                _tocsin_values "$values" "$current"
              elif [[ $current == -* ]]; then
                COMPREPLY=($(compgen -W "$flags" -- "$current"))
              elif [[ -n $below ]]; then
                COMPREPLY=($(compgen -W "$below" -- "$current"))
              elif [[ $operand == *+ || $alone -eq 0 ]]; then
                _tocsin_values "${operand%+}" "$current"
              fi
            }
            """;

    private final Collection<Program> programs;

    CompletionCode(Collection<Program> programs) {
        this.programs = programs;
    }

    String bash() {
        StringBuilder code = new StringBuilder(COMMON);
        programs.forEach(program -> of(program, code));
        return code.toString();
    }

    /** The shell's own emulation of what bash offers. */
    String zsh() {
        return "(( $+functions[compdef] )) || { autoload -Uz compinit && compinit -u; }\n"
                + "autoload -Uz bashcompinit && bashcompinit\n"
                + bash();
    }

    /** The same as a file of zsh's function path, which loads it when one of the programs is completed for the first time. */
    String zshFunction() {
        return "#compdef " + String.join(" ", names()) + "\nautoload -Uz bashcompinit && bashcompinit\n" + bash()
                + "_bash_complete -o default -F \"_tocsin_for_${service//-/_}\"\n";
    }

    /** The programs. */
    List<String> names() {
        return programs.stream().map(Program::name).toList();
    }

    private static void of(Program program, StringBuilder code) {
        String name = "_tocsin_of_" + program.name().replace('-', '_');
        code.append(name).append("() { # word, then a flag whose value is asked for\n  below= flags= operand=\n");
        code.append("  case $1 in\n");
        for (String path : paths(program)) {
            Word word = program.word(path);
            List<Flag> all = program.flagsOf(word);
            code.append("    ").append(quoted(path)).append(")\n");
            code.append("      below=")
                    .append(quoted(String.join(" ", program.below(path))))
                    .append('\n');
            code.append("      flags=").append(quoted(flags(all))).append('\n');
            if (word != null && word.operand() != null) {
                code.append("      operand=").append(quoted(operand(word))).append('\n');
            }
            StringBuilder cases = new StringBuilder();
            for (Flag flag : all) {
                if (flag.takesValue() && flag.hasName()) {
                    cases.append("        ").append(flag.letter().isEmpty() ? "" : "-" + flag.letter() + " | ");
                    cases.append("--").append(flag.name()).append(") kind=value values=");
                    cases.append(quoted(kind(flag))).append(" ;;\n");
                }
            }
            if (!cases.isEmpty()) {
                code.append("      case ${2-} in\n").append(cases).append("      esac\n");
            }
            code.append("      ;;\n");
        }
        code.append("  esac\n}\n");
        code.append("_tocsin_for_").append(program.name().replace('-', '_')).append("() { _tocsin_complete ");
        code.append(name).append("; }\n");
        code.append("complete -o default -F _tocsin_for_")
                .append(program.name().replace('-', '_'))
                .append(' ')
                .append(program.name())
                .append('\n');
    }

    /** All words, and what stands above them. */
    private static List<String> paths(Program program) {
        List<String> paths = new ArrayList<>();
        paths.add("");
        for (Word word : program.words()) {
            String[] parts = word.path().split(" ", -1);
            String path = "";
            for (String part : parts) {
                path = path.isEmpty() ? part : path + ' ' + part;
                if (!paths.contains(path)) {
                    paths.add(path);
                }
            }
        }
        return paths;
    }

    private static String flags(List<Flag> all) {
        return String.join(
                " ",
                all.stream()
                        .filter(Flag::hasName)
                        .map(flag -> "--" + flag.name())
                        .toList());
    }

    /** What stands alone; with a plus when it may do so several times. */
    private static String operand(Word word) {
        Flag operand = word.operand();
        Flag filled = word.flags().stream()
                .filter(flag -> operand != null && flag.name().equals(operand.name()))
                .findFirst()
                .orElse(operand);
        return filled == null ? "" : kind(filled) + (filled.place() == Flag.Place.OPERANDS ? "+" : "");
    }

    private static String kind(Flag flag) {
        if (List.of("FILE", "DIR", "PATH").contains(flag.label())) {
            return ":file";
        }
        for (Map.Entry<String, Filling> live : CompletionWords.LIVE.entrySet()) {
            if (live.getValue() == flag.filling()) {
                return ':' + live.getKey();
            }
        }
        return String.join(" ", flag.filling().fixed());
    }

    private static String quoted(String text) {
        return "'" + text + "'";
    }
}
