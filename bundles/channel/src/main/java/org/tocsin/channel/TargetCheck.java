// SPDX-License-Identifier: Apache-2.0
package org.tocsin.channel;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.tocsin.api.SettingsCheck;

/** Checks the file of a target without a container, by what reads it in one. */
public abstract class TargetCheck implements SettingsCheck {

    private final String pid;
    private final Class<?> keys;
    private final Function<TargetFile, ?> reader;

    /**
     * Of the targets of one channel.
     *
     * @param pid the factory PID
     * @param keys the annotation whose methods are the keys
     * @param reader throws {@link IllegalArgumentException} when a value is wrong
     */
    protected TargetCheck(String pid, Class<?> keys, Function<TargetFile, ?> reader) {
        this.pid = pid;
        this.keys = keys;
        this.reader = reader;
    }

    @Override
    public final String pid() {
        return pid;
    }

    @Override
    public final List<String> wrong(Map<String, String> values) {
        String problem =
                Target.of(new TargetFile(pid, keys, values), reader::apply).problem();
        return problem == null ? List.of() : List.of(problem);
    }
}
