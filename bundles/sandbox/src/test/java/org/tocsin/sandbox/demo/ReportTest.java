// SPDX-License-Identifier: Apache-2.0
package org.tocsin.sandbox.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.Test;
import org.tocsin.sandbox.Bytes;
import org.tocsin.sandbox.Received;

/** The table at the end of the demo. */
public class ReportTest {

    private final Story story = Story.ofOneNight();
    private final Service web = story.services().get(0);

    @Test
    public void whatArrivedStandsBelowWhatWasSent() {
        assertThat(lines(story.events(web)))
                .startsWith(
                        "SERVICE       SENT WITH                all is well       | PagerDuty is away | after kill -9",
                        "web frontend  pd-send         sent     T1 A1 T2 R1       | T3 R2 T4          | A3 R3 R4",
                        "                              arrived  T1 A1 T2 R1       | T3 R2 T4          | A3 R3 R4",
                        "database      pdagent         sent     T1 T2 R1          | T1 A1 R2 T3       | R1 R3",
                        "                              arrived")
                .allMatch(line -> line.length() <= 100);
    }

    @Test
    public void whatIsMissingOrOutOfOrderOrAgainIsSeen() {
        List<Event> events = new ArrayList<>(story.events(web));
        Event lost = events.remove(1);
        events.add(1, events.get(0));
        events.add(events.remove(2));

        assertThat(lost.token()).isEqualTo("A1");
        assertThat(lines(events).get(2))
                .isEqualTo("                              arrived  T1 T1* R1         | T3 R2 T4          | A3 R3 R4"
                        + "          | T2");
    }

    @Test
    public void everyEventOfTheStoryHasAMarkOfItsOwnAndEveryLaneHasAKeyOfTheRightForm() {
        Stream<String> marks = story.services().stream()
                .flatMap(service -> story.events(service).stream())
                .map(Event::mark);
        assertThat(marks).hasSize(story.size()).doesNotHaveDuplicates();
        assertThat(story.services()).extracting(Service::key).allMatch(key -> key.matches("[0-9a-z]{32}"));
        assertThat(story.services()).extracting(Service::key).doesNotHaveDuplicates();
    }

    private List<String> lines(List<Event> arrived) {
        List<Received> log = new ArrayList<>();
        for (Event event : arrived) {
            Bytes body = Bytes.of("{\"details\":{\"mark\":\"" + event.mark() + "\"}}");
            log.add(new Received(
                    log.size() + 1, Instant.EPOCH, "/", "v1", web.key(), "d", "trigger", 200, null, true, body));
        }
        return new Report(story, log).lines();
    }
}
