// SPDX-License-Identifier: Apache-2.0
package org.tocsin.cli;

import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Understands and runs commands. */
public final class Words {

    private static final Map<String, Program> PROGRAMS = Stream.of(
                    TocsinWords.program(),
                    PdAgent.program(),
                    PdSend.program(),
                    PdQueue.program(),
                    NagiosWords.program(),
                    SensuWords.program(),
                    ZabbixWords.program())
            .collect(Collectors.toMap(Program::name, Function.identity(), (one, other) -> one, LinkedHashMap::new));

    /** Those that do nothing but send. */
    private static final Set<String> SENDERS = Set.of("pd-send", "pd-nagios", "pd-sensu", "pd-zabbix");

    private final Clock clock;

    /** Words that tell the time by the clock of the system. */
    public Words() {
        this(Clock.systemUTC());
    }

    Words(Clock clock) {
        this.clock = clock;
    }

    /** All programs. */
    static Collection<Program> programs() {
        return PROGRAMS.values();
    }

    /** A program that is known to be there. */
    static Program program(String name) {
        Program program = PROGRAMS.get(name);
        if (program == null) {
            throw new IllegalArgumentException("there is no program " + name);
        }
        return program;
    }

    /** Runs a command to its end, or says what it needs first. Blocks until the agent answered. */
    public Answer run(Command command, Agent agent) {
        Answer answer = serve(command, agent);
        return answer instanceof Answer.Busy busy ? busy.said() : answer;
    }

    /** The same for a client that may have a spool. */
    Answer serve(Command command, Agent agent) {
        Program program = PROGRAMS.get(command.program());
        if (program == null) {
            return new Answer.Done(
                    2, "", command.program() + ": this agent has no such program, bring it up to date\n");
        }
        return program.run(command, agent, clock);
    }

    /** How long who typed this waits for the delivery; null when it does not. */
    static @Nullable Duration patience(Command command) {
        Program program = PROGRAMS.get(command.program());
        if (program == null || !(program.read(command.args()) instanceof Program.Understood understood)) {
            return null;
        }
        try {
            return Handover.patience(program.dialect(), understood.flags());
        } catch (UsageException e) {
            return null; // is told when it runs
        }
    }

    /** Whether this sends an event. */
    static boolean sends(Command command) {
        Program program = PROGRAMS.get(command.program());
        return program != null
                && program.read(command.args()) instanceof Program.Understood understood
                && (SENDERS.contains(program.name())
                        || Tool.WORDS.contains(understood.word().path())
                        || understood.word().flags().contains(EventWords.SUBMISSION));
    }

    /** The configuration of the Go agent that a client was given, when that is to say which agent is meant; else null. */
    static @Nullable String config(Command command) {
        Program program = PROGRAMS.get(command.program());
        return program != null && program.read(command.args()) instanceof Program.Understood understood
                ? program.config(understood)
                : null;
    }

    /** What a program answers when the agent did not do what it was asked. */
    static Answer.Done refused(String program, RefusedException refusal) {
        Program known = PROGRAMS.get(program);
        return known == null
                ? new Answer.Done(1, "", program + ": " + refusal.getMessage() + '\n')
                : known.dialect().refused(known, refusal);
    }
}
