// SPDX-License-Identifier: Apache-2.0
package org.tocsin.api;

import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.tocsin.api.HealthPart.Health;
import org.tocsin.api.HealthPart.State;

/**
 * The settings that a plugin works with. A wrong value that somebody types into a running agent changes nothing: what was
 * in force before it stays so, and the plugin's health tells of it until it is put right.
 *
 * @param <S> the checked settings; equal ones are no change
 */
public final class SettingsInForce<S> {

    private static final String STAY = "; until it is put right the settings before it stay in force";

    private @Nullable S settings;
    private String problem = "";

    /**
     * Reads the configuration, at the start and after each change.
     *
     * @param reader throws {@link IllegalArgumentException} at a wrong value; its message names file, key, value and remedy
     * @param wrong told of a wrong value once, in a line for the log
     * @return whether other settings are in force from now on
     */
    public synchronized boolean read(Supplier<S> reader, Consumer<String> wrong) {
        S before = settings;
        try {
            S read = reader.get();
            problem = "";
            settings = read;
            return !read.equals(before);
        } catch (IllegalArgumentException e) {
            complain(String.valueOf(e.getMessage()), wrong);
            return false;
        }
    }

    /**
     * What was read is right and cannot be put in force all the same, such as an address that another process has: the
     * settings before it are again.
     */
    public synchronized void goBack(S before, String why, Consumer<String> wrong) {
        settings = before;
        complain(why, wrong);
    }

    private void complain(String why, Consumer<String> wrong) {
        String said = why + (settings == null ? "" : STAY);
        if (!said.equals(problem)) {
            problem = said;
            wrong.accept(said);
        }
    }

    /** What is in force; empty when there has never been a right one. */
    public synchronized Optional<S> settings() {
        return Optional.ofNullable(settings);
    }

    /** What is wrong, in one line; empty when nothing is. */
    public synchronized String problem() {
        return problem;
    }

    /** How the plugin stands: as well as {@code health} says, or degraded when a value is wrong. */
    public synchronized Health over(Health health) {
        if (problem.isEmpty()) {
            return health;
        }
        State state = health.state() == State.FAILED ? State.FAILED : State.DEGRADED;
        return new Health(state, problem + "; " + health.text());
    }
}
