// SPDX-License-Identifier: Apache-2.0
package org.tocsin.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.junit.Test;
import org.tocsin.api.Adapter;
import org.tocsin.api.AdapterFailedException;
import org.tocsin.api.AdapterInput;
import org.tocsin.api.Body;
import org.tocsin.api.Event;
import org.tocsin.api.EventQueue;
import org.tocsin.api.HealthPart;
import org.tocsin.api.InputRoom;
import org.tocsin.api.InvalidEventException;
import org.tocsin.api.Lane;
import org.tocsin.api.LaneStatus;
import org.tocsin.api.Outcome;
import org.tocsin.api.PluginControl;
import org.tocsin.api.PluginControl.Offer;
import org.tocsin.api.PluginStatus;
import org.tocsin.api.QueueRefusedException;
import org.tocsin.api.Receipt;
import org.tocsin.api.SubmissionId;
import org.tocsin.api.Translation;

public class TranslatingTest {

    private static final String KEY = "k".repeat(32);
    private static final String NAME = "0123456789abcdef0000000000000007";

    private final Adapters adapters = new Adapters();
    private final Queue queue = new Queue();
    private final InputRoom room = new InputRoom(82L << 20);
    private final Translating translating = new Translating(adapters, queue, room);

    @Test
    public void anInputIsDeliveredWhenItsEventsAreOnTheQueueInTheirOrder() throws Exception {
        adapters.bindAdapter(new Lines());

        Outcome outcome = deliver("{\"adapter\":\"lines\",\"text\":\"one\\ntwo\"}", KEY);

        assertThat(outcome).isEqualTo(new Outcome.Delivered("2 events of " + new Lane("pagerduty", KEY).id()));
        assertThat(queue.accepted).containsExactly("input-" + NAME + " one", "input-" + NAME + ".1 two");
    }

    @Test
    public void theEventsHaveTheNameThatTheSenderGaveItSoThatTheyAreKeptOnceByWhicheverWay() throws Exception {
        adapters.bindAdapter(new Lines());

        deliver("{\"adapter\":\"lines\",\"submission\":\"mine\",\"text\":\"one\\ntwo\"}", KEY);

        assertThat(queue.accepted).containsExactly("mine one", "mine.1 two");
    }

    @Test
    public void theAdapterGetsAllThatTheToolSaid() throws Exception {
        Lines lines = new Lines();
        adapters.bindAdapter(lines);

        deliver(
                "{\"adapter\":\"lines\",\"content_type\":\"text/plain\",\"parameters\":{\"a\":\"b\"},\"text\":\"one\"}",
                null);

        assertThat(lines.last).isEqualTo(new AdapterInput(Body.of("one"), "text/plain", null, Map.of("a", "b")));
    }

    @Test
    public void aParameterThatIsNoTextIsRefusedWithoutItsNameWhichMayBeAnything() {
        assertThatThrownBy(() -> RawInput.of(
                        Body.of("{\"adapter\":\"lines\",\"parameters\":{\"" + "x\\n".repeat(1_000)
                                + "\":1},\"text\":\"one\"}"),
                        KEY))
                .isInstanceOf(InvalidEventException.class)
                .hasMessage("parameters: is no text, give texts or leave it out");
    }

    @Test
    public void itWaitsForItsAdapterAndTheStatusSaysWhatToDo() throws Exception {
        adapters.bindQueue(queue);
        adapters.bindPlugins(offering(new Offer("tocsin-lines", false)));
        queue.waiting.add(new Lane("adapter", "lines/" + KEY));

        Outcome outcome = deliver("{\"adapter\":\"lines\",\"text\":\"one\"}", KEY);

        String remedy = "add tocsin-lines to TOCSIN_PLUGINS or etc/org.tocsin.plugins.cfg, or drop its inputs";
        assertThat(outcome)
                .isInstanceOfSatisfying(
                        Outcome.RetryLater.class,
                        later -> assertThat(later.reason()).isEqualTo("the adapter lines is not there: " + remedy));
        assertThat(adapters.health())
                .isEqualTo(new HealthPart.Health(
                        HealthPart.State.DEGRADED, "inputs wait for the adapter lines: " + remedy));

        adapters.bindAdapter(new Lines());
        assertThat(adapters.health().state()).isEqualTo(HealthPart.State.READY);
    }

    @Test
    public void theStatusIsReadyAgainWhenTheInputsOfAMissingAdapterWereDropped() throws Exception {
        adapters.bindQueue(queue);
        queue.waiting.add(new Lane("adapter", "lines/"));
        deliver("{\"adapter\":\"lines\",\"text\":\"one\"}", null);
        assertThat(adapters.health().text())
                .isEqualTo("inputs wait for the adapter lines: install its plugin, or drop its inputs");

        queue.waiting.clear();

        assertThat(adapters.health().state()).isEqualTo(HealthPart.State.READY);
    }

    @Test
    public void ofAPluginThatIsInstalledAndDoesNotRunItIsSaidWhereToLook() {
        adapters.bindQueue(queue);
        queue.waiting.add(new Lane("adapter", "lines/" + KEY));

        adapters.bindPlugins(offering(new Offer("tocsin-lines", true)));

        assertThat(adapters.health().text())
                .isEqualTo("inputs wait for the adapter lines: its plugin tocsin-lines is installed and does not run,"
                        + " the line engine of 'tocsin status' says why");
    }

    @Test
    public void aLargeInputWaitsForRoomAndIsGivenBackWhenItIsDone() throws Exception {
        adapters.bindAdapter(new Lines());
        String large = "{\"adapter\":\"lines\",\"text\":\"" + "x".repeat(1 << 20) + "\"}";

        InputRoom.Stay all = room.take(82L << 20, Duration.ZERO);
        assertThat(deliver(large, KEY))
                .isInstanceOfSatisfying(
                        Outcome.RetryLater.class,
                        later -> assertThat(later.reason()).startsWith("agent: has as many large inputs under way"));
        all.close();
        assertThat(deliver(large, KEY)).isInstanceOf(Outcome.Delivered.class);

        room.take(82L << 20, Duration.ZERO).close();
        assertThat(deliver("{\"adapter\":\"lines\",\"text\":\"" + "x,".repeat(900_000) + "\"}", KEY))
                .isInstanceOfSatisfying(
                        Outcome.Rejected.class,
                        rejected -> assertThat(rejected.answer()).contains("has so many parts"));
        room.take(82L << 20, Duration.ZERO).close();
    }

    private static PluginControl offering(Offer lines) {
        return new PluginControl() {
            @Override
            public List<PluginStatus> plugins() {
                return List.of();
            }

            @Override
            public Map<String, Offer> adapters() {
                return Map.of("lines", lines);
            }
        };
    }

    @Test
    public void whatNoEventCanBeMadeOfIsADeadLetterAndAFaultOfTheAdapterIsNot() throws Exception {
        adapters.bindAdapter(new Lines());

        assertThat(deliver("{\"adapter\":\"lines\",\"text\":\"bad\"}", KEY))
                .isEqualTo(new Outcome.Rejected("lines makes no event of it: text: is bad, send another"));
        assertThat(deliver("{\"adapter\":\"lines\",\"text\":\"fault\"}", KEY))
                .isInstanceOfSatisfying(
                        Outcome.RetryLater.class,
                        later -> assertThat(later.reason()).isEqualTo("adapter: has a fault"));
        assertThat(deliver("{\"adapter\":\"lines\",\"text\":\"\"}", KEY))
                .isEqualTo(new Outcome.Delivered("no event is made of it"));
        assertThat(queue.accepted).isEmpty();
    }

    @Test
    public void partsThatAreNoEventsAreToldAndTheOthersAreKept() throws Exception {
        adapters.bindAdapter(new Lines());

        assertThat(deliver("{\"adapter\":\"lines\",\"text\":\"one\\npart\"}", KEY))
                .isEqualTo(new Outcome.Delivered("an event of lane " + new Lane("pagerduty", KEY).id()
                        + "; part 2 is none: text: is half, send it whole"));
    }

    @Test
    public void whenTheQueueRefusesOneTheNextIsNotTriedAndAllAreTriedAgain() throws Exception {
        adapters.bindAdapter(new Lines());
        queue.refuseFrom = 1;

        assertThat(deliver("{\"adapter\":\"lines\",\"text\":\"one\\ntwo\\nthree\"}", KEY))
                .isInstanceOfSatisfying(
                        Outcome.RetryLater.class,
                        later -> assertThat(later.reason()).isEqualTo("queue: is full"));
        assertThat(queue.asked).isEqualTo(2);
    }

    @Test
    public void aLaneHoldsWhatOneToolSendsForOneKey() throws Exception {
        Event event = new RawFormat().read(Body.of("{\"adapter\":\"lines\",\"text\":\"one\"}"), "lines", KEY);

        assertThat(event.lane()).isEqualTo(new Lane("adapter", "lines/" + KEY));
        assertThat(event.format()).isEqualTo("lines");
        assertThat(RawFormat.key(event.lane().key())).isEqualTo(KEY);
        assertThat(RawFormat.key("lines/")).isNull();
        assertThat(RawFormat.key("lines/a/b")).isEqualTo("a/b");
        assertThat(RawFormat.adapter(event.lane())).isEqualTo("lines");
    }

    @Test
    public void whatIsTakenAlongOrChangedByHandComesIntoItsLaneAgain() throws Exception {
        RawFormat format = new RawFormat();
        for (String key : new String[] {KEY, "a/b", null}) {
            Body text = Body.of("{\"adapter\":\"lines\",\"text\":\"one\"}");
            Lane lane = format.read(text, "lines", key).lane();

            assertThat(format.read(text, "lines", format.keyBeside(lane)).lane())
                    .isEqualTo(lane);
            assertThat(format.keyBeside(lane)).isEqualTo(key);
        }
        assertThat(format.hasKeysInTexts()).isFalse();
    }

    @Test
    public void whatIsNoInputIsNamed() {
        refused("{", "body: is not valid JSON, send one object with adapter and text");
        refused("[]", "adapter: is missing or no name, give that of an adapter such as nagios");
        refused(
                "{\"adapter\":\"A/b\",\"text\":\"\"}",
                "adapter: is missing or no name, give that of an adapter such as nagios");
        refused("{\"adapter\":\"lines\"}", "text: is missing or no text, give what the tool sent");
        refused("{\"adapter\":\"lines\",\"text\":1}", "text: is missing or no text, give what the tool sent");
        refused(
                "{\"adapter\":\"lines\",\"text\":\"\",\"parameters\":{\"a\":1}}",
                "parameters.a: is no text, give texts or leave it out");
        refused(
                "{\"adapter\":\"lines\",\"text\":\"\",\"submission\":\"a b\"}",
                "submission: is no name of a submission, leave it out");
        refused("{\"adapter\":\"other\",\"text\":\"\"}", "format: is not the adapter of the input, leave it out");
        assertThatThrownBy(() ->
                        new RawFormat().read(Body.of("{\"adapter\":\"lines\",\"text\":\"\"}"), null, "k".repeat(255)))
                .hasMessage("key: is longer than any routing key, correct it");
        assertThatThrownBy(() -> new RawFormat().read(Body.of(new byte[RawFormat.MAX_BYTES + 1]), null, KEY))
                .isInstanceOfSatisfying(
                        InvalidEventException.class,
                        e -> assertThat(e.kind()).isEqualTo(InvalidEventException.Kind.TOO_LARGE));
    }

    private static void refused(String text, String message) {
        assertThatThrownBy(() -> new RawFormat().read(Body.of(text), "lines", KEY))
                .as(text)
                .hasMessage(message);
    }

    private Outcome deliver(String stored, @Nullable String key) throws Exception {
        return translating
                .deliver(Body.of(stored), key, NAME, "adapter-0")
                .toCompletableFuture()
                .get();
    }

    /** Makes an event of each line, in the lane of the input's key. */
    private static final class Lines implements Adapter {

        @Nullable
        AdapterInput last;

        @Override
        public String name() {
            return "lines";
        }

        @Override
        public Translation translate(AdapterInput input) throws InvalidEventException, AdapterFailedException {
            last = input;
            List<Event> events = new ArrayList<>();
            List<Translation.Problem> problems = new ArrayList<>();
            List<String> lines = input.body().utf8().lines().toList();
            for (int i = 0; i < lines.size(); i++) {
                switch (lines.get(i)) {
                    case "bad" -> throw new InvalidEventException("text", "is bad, send another");
                    case "fault" -> throw new AdapterFailedException("adapter: has a fault");
                    case "part" -> problems.add(new Translation.Problem(i, "text: is half, send it whole"));
                    default ->
                        events.add(new Event(
                                new Lane("pagerduty", input.key() == null ? KEY : input.key()),
                                "v2",
                                Body.of(lines.get(i)),
                                null));
                }
            }
            return new Translation(events, problems);
        }
    }

    private static final class Queue implements EventQueue {

        final List<String> accepted = new ArrayList<>();
        final List<Lane> waiting = new ArrayList<>();
        int asked;
        int refuseFrom = Integer.MAX_VALUE;

        @Override
        public CompletionStage<Receipt> accept(Event event, @Nullable SubmissionId submission) {
            if (asked++ >= refuseFrom) {
                return CompletableFuture.failedStage(
                        new QueueRefusedException(QueueRefusedException.Reason.FULL, "queue: is full"));
            }
            accepted.add((submission == null ? "" : submission.text())
                    + ' '
                    + event.body().utf8());
            return CompletableFuture.completedStage(new Receipt(asked, "0".repeat(32), null));
        }

        @Override
        public List<LaneStatus> status() {
            return waiting.stream()
                    .map(lane -> new LaneStatus(
                            lane, LaneStatus.State.BACKING_OFF, 1, 0, 0, 0, Instant.EPOCH, 1, "later", null, 0.0, null))
                    .toList();
        }
    }
}
