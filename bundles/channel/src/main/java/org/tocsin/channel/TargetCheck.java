// SPDX-License-Identifier: Apache-2.0
package org.tocsin.channel;

import java.util.List;
import java.util.Map;
import org.tocsin.api.SettingsCheck;

/** Checks the file of a target without a container, by what reads it in one. */
public abstract class TargetCheck implements SettingsCheck {

    private final TargetKind<?> kind;

    /** Of the targets of one channel. */
    protected TargetCheck(TargetKind<?> kind) {
        this.kind = kind;
    }

    @Override
    public final String pid() {
        return kind.pid();
    }

    @Override
    public final List<String> wrong(Map<String, String> values) {
        String problem = kind.read(kind.file(values)).problem();
        return problem == null ? List.of() : List.of(problem);
    }
}
