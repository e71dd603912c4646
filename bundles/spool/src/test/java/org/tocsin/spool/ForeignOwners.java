// SPDX-License-Identifier: Apache-2.0
package org.tocsin.spool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.Test;
import org.junit.experimental.categories.Category;
import org.tocsin.api.SettingsReader;
import org.tocsin.pagerduty.PagerDutyFormat;
import org.tocsin.spool.UnfitFileException.Why;

/** What {@link NobodyTest} has prepared as root, seen by an agent who is somebody else. */
@Category(NotAsRoot.class)
public class ForeignOwners implements Report {

    private static final Path PLACE = Path.of(System.getProperty("spool.tests"));
    private static final Settings SETTINGS = Settings.of(SettingsReader.of(Config.class, Map.of()), "/nowhere");

    private final Clock clock = Clock.systemUTC();
    private final SmallQueue queue = new SmallQueue();
    private final List<Why> rejected = new ArrayList<>();

    @Override
    public void taken(Inbox inbox) {}

    @Override
    public void setAside(Inbox inbox, String called, Why why, String message) {
        rejected.add(why);
    }

    @Override
    public void stuck(Inbox inbox, String message) {}

    private Inbox inbox(String name) {
        return Inbox.spool(PLACE.resolve(name), new SpoolLayout(Drops.BOOT), SETTINGS, clock);
    }

    @Test
    public void aStickyDirectoryOfAnotherUserIsToldWithItsRemedy() {
        assertThatThrownBy(() -> inbox("foreign").prepare())
                .hasMessage(PLACE.resolve("foreign") + " belongs to another user, and what others drop there cannot be"
                        + " taken away: give it to the agent's user");
    }

    @Test
    public void whatOthersHaveClosedIsSetAsideOrPassedOverAndItsLaneGoesOn() {
        Source source = new Source(inbox("spool"), false, clock, new TakenIn(PLACE.resolve("work/taken-in")));
        try {
            TakeIn.@Nullable Result result = source.pass(
                    new Pass(queue, () -> true, new CompletableFuture<>(), null, Set.of()),
                    channel -> new PagerDutyFormat(),
                    this,
                    () -> {});

            assertThat(source.problem()).isEmpty();
            assertThat(Objects.requireNonNull(result).through()).isTrue();
            assertThat(queue.events).extracting(event -> event.dedupKey()).containsExactly("rw-r-----", "last");
            assertThat(rejected).containsExactly(Why.UNREADABLE, Why.UNREADABLE);
            assertThat(source.rejected()).isEqualTo(2);
            assertThat(source.notes())
                    .hasSize(2)
                    .allMatch(
                            note -> note.contains(
                                    "may not be read by the agent's user: drop it with mode 0640 and the group of the directory"));
            assertThat(source.passedOver()).isEqualTo(1);
            assertThat(source.troubles())
                    .isEqualTo(List.of(Drops.name(1, Drops.BOOT, 1, 1)
                            + " cannot be moved (AccessDeniedException): take it away by hand"));
        } finally {
            source.close();
        }
    }
}
