// SPDX-License-Identifier: Apache-2.0
package org.tocsin.http.local;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.tocsin.api.HealthPart;
import org.tocsin.cli.HealthView;

/** How the agent as a whole feels. */
@Component(service = HealthBoard.class)
public final class HealthBoard {

    /**
     * Without these no event is accepted and kept: when one of them fails or is missing, the agent fails. No store is
     * among them: the agent may have any, and the queue is not there, or fails, when there is none to open.
     */
    private static final List<String> ESSENTIAL = List.of("engine", "http", "queue");

    /** How the parts of stores begin. One that fails later takes no event either, and the queue does not see that. */
    private static final String STORE = "queue-";

    /** Of the doors that take events. */
    private static final String SEND = "send";

    private final Spine spine;
    private final List<HealthPart> parts = new CopyOnWriteArrayList<>();

    /** Over the parts that come and go. */
    @Activate
    public HealthBoard(@Reference Spine spine) {
        this.spine = spine;
    }

    /** Every part that is there, and those that should be. */
    HealthView view() {
        List<HealthView.Part> seen = new ArrayList<>();
        TreeSet<String> missing = new TreeSet<>(ESSENTIAL);
        for (HealthPart part : parts) {
            HealthView.Part one = ask(part);
            missing.remove(one.part());
            seen.add(one);
        }
        for (String part : missing) {
            seen.add(new HealthView.Part(part, HealthView.State.FAILED, "starting or missing"));
        }
        if (!spine.reads(PagerDutyLanes.CHANNEL)) { // which has no part of its own before it is there
            seen.add(new HealthView.Part(
                    SEND,
                    HealthView.State.DEGRADED,
                    "takes no event, channel " + PagerDutyLanes.CHANNEL + " is starting or missing"));
        }
        seen.sort(Comparator.comparing(HealthView.Part::part));
        return new HealthView(worst(seen), seen);
    }

    /** A part may be of a foreign bundle, and one that throws must not hide the others. */
    private static HealthView.Part ask(HealthPart part) {
        String name = part.getClass().getName();
        try {
            name = Objects.requireNonNull(part.part());
            HealthPart.Health health = part.health();
            HealthView.State state = HealthView.State.valueOf(health.state().name());
            return new HealthView.Part(name, state, Objects.requireNonNull(health.text()));
        } catch (RuntimeException | LinkageError e) {
            // The class alone: what an exception says may quote anything.
            return new HealthView.Part(
                    name,
                    HealthView.State.DEGRADED,
                    "cannot tell how it is: " + e.getClass().getName());
        }
    }

    private static HealthView.State worst(List<HealthView.Part> parts) {
        if (parts.stream().anyMatch(part -> part.state() == HealthView.State.FAILED && matters(part.part()))) {
            return HealthView.State.FAILED;
        }
        return parts.stream().allMatch(part -> part.state() == HealthView.State.READY)
                ? HealthView.State.READY
                : HealthView.State.DEGRADED;
    }

    private static boolean matters(String part) {
        return ESSENTIAL.contains(part) || part.startsWith(STORE);
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void bindPart(HealthPart part) {
        parts.add(part);
    }

    void unbindPart(HealthPart part) {
        parts.remove(part);
    }
}
