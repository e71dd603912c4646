// SPDX-License-Identifier: Apache-2.0
package org.tocsin.http.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.RuleChain;
import org.junit.rules.TemporaryFolder;
import org.tocsin.api.Body;
import org.tocsin.api.Event;
import org.tocsin.api.EventRecord;
import org.tocsin.api.EventState;
import org.tocsin.api.Inspection;
import org.tocsin.api.Lane;
import org.tocsin.api.QueueRefusedException;
import org.tocsin.http.Caller;
import org.tocsin.http.Caller.Answer;
import org.tocsin.http.Doorway;

/** The nouns and verbs of the queue, as a client of the local API meets them. */
public final class EventsApiTest {

    private static final Lane A = new Lane("pagerduty", "A".repeat(32));
    private static final Lane B = new Lane("pagerduty", "B".repeat(32));
    private static final String NOBODY = "0".repeat(32);

    private final Doorway doorway = new Doorway(LocalApi.PATHS.toArray(new String[0]));
    private final SmallApi api = new SmallApi(doorway, 4, 8);
    private final SmallQueue queue = api.queue;

    @Rule
    public final RuleChain open = RuleChain.outerRule(doorway).around(api);

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private Answer get(String path) {
        return ask("GET", path, "");
    }

    private Answer post(String path, String body, String... headers) {
        return ask("POST", path, body, headers);
    }

    private Answer ask(String method, String path, String body, String... headers) {
        try (Caller caller = doorway.call()) {
            byte[] bytes = Body.of(body).toBytes();
            String more = Stream.of(headers).map(header -> header + "\r\n").collect(Collectors.joining());
            return caller.send(method + " " + path + " HTTP/1.1\r\nHost: localhost\r\nAuthorization: token "
                            + Doorway.TOKEN + "\r\n" + more + "Content-Length: " + bytes.length + "\r\n\r\n")
                    .send(bytes)
                    .answer();
        }
    }

    private static String key(long order) {
        return SmallQueue.keyOf(order);
    }

    @Test
    public void routesAreListedStoppedAndStarted() {
        assertThat(get("/routes").body())
                .isEqualTo("{\"routes\":[{\"id\":\"disk.check\",\"owner\":\"org.example.disk/1.0.0\",\"state\":"
                        + "\"Started\",\"text\":\"\"},{\"id\":\"disk.late\",\"owner\":\"org.example.disk/1.0.0\","
                        + "\"state\":\"Waiting\",\"text\":\"no such disk\"}]}");
        assertThat(post("/routes/disk.check/stop", "").body()).contains("\"state\":\"Stopped\"");
        assertThat(get("/routes").body()).contains("\"state\":\"Stopped\"");
        assertThat(post("/routes/disk.check/start", "").body()).contains("\"state\":\"Started\"");

        Answer unknown = post("/routes/disk.none/stop", "");
        assertThat(unknown.status()).isEqualTo(404);
        assertThat(unknown.body())
                .isEqualTo("{\"errors\":[\"route: there is no disk.none, see 'tocsin route list'\"]}");
        Answer waiting = post("/routes/disk.late/start", "");
        assertThat(waiting.status()).isEqualTo(409);
        assertThat(waiting.body()).contains("route: disk.late did not start: no such disk");
        assertThat(get("/routes/disk.check/stop").status()).isEqualTo(405);

        api.routeBoard.unbindControl(api.routes);
        assertThat(get("/routes").status()).isEqualTo(503);
    }

    private List<EventState> states() {
        return queue.records.stream().map(EventRecord::state).toList();
    }

    @Test
    public void eventsOfAllLanesAreListedInTheirOrderPartByPart() {
        queue.addDead(B, 2);
        queue.addDead(A, 2);
        queue.addDead(B, 1);
        List<String> seen = new ArrayList<>();
        String after = "";
        do {
            Answer answer = get("/events?limit=2" + after);
            assertThat(answer.status()).isEqualTo(200);
            answer.body()
                    .lines()
                    .forEach(line -> line.replaceAll("\"key\":\"([0-9a-f]{32})\"", "\n$1\n")
                            .lines()
                            .filter(text -> text.matches("[0-9a-f]{32}"))
                            .forEach(seen::add));
            String next = answer.body().replaceAll(".*\"next\":\"?([0-9a-f]{32}|null).*", "$1");
            after = "&after=" + next;
        } while (!after.endsWith("null"));

        assertThat(seen).containsExactly(key(1), key(2), key(3), key(4), key(5));
        assertThat(get("/events?lane=" + A.id()).body())
                .contains(key(3), key(4))
                .doesNotContain(key(1), A.key())
                .endsWith("],\"next\":null}");
        assertThat(get("/events?state=waiting").body()).isEqualTo("{\"events\":[],\"next\":null}");
    }

    @Test
    public void anEventIsShownWithItsKeyOnlyWhenThatIsAskedFor() {
        queue.addDead(A, 1);

        String struck = get("/events/" + key(1)).body();
        assertThat(struck)
                .contains(
                        "\"body\":\"*** dead 0\"", "\"answer\":\"400 no, ***\"", "\"state\":\"DEAD\"", "\"attempts\":2")
                .doesNotContain(A.key());
        assertThat(get("/events/" + key(1) + "?withKey=true").body()).contains("\"body\":\"" + A.key() + " dead 0\"");
    }

    @Test
    public void aKeyThatIsSpelledInAnotherWayIsNotShownEither() {
        Event event = new Event(A, "v2", Body.of("{\"routing_key\":\"\\u0041" + "A".repeat(31) + "\"}"), null);
        assertThat(queue.accept(event, null)).isNotNull();
        Event bytes = new Event(A, "v2", Body.of(new byte[] {(byte) 0xff, 'A'}), null);
        assertThat(queue.accept(bytes, null)).isNotNull();

        assertThat(get("/events/" + key(1)).body())
                .contains("(not shown: it spells the key")
                .doesNotContain("u0041");
        assertThat(get("/events/" + key(2)).body()).contains("(not shown: it is no text");
        assertThat(get("/events/" + key(2) + "?withKey=true").body()).contains("\"bodyBase64\":\"/0E=\"");
    }

    @Test
    public void deadLettersAreSentAgainOneByOneOrByLane() {
        queue.addDead(A, 3);
        queue.addDead(B, 2);

        assertThat(post("/events/" + key(2) + "/retry", "").body()).isEqualTo("{\"retried\":1}");
        assertThat(states()).startsWith(EventState.DEAD, EventState.WAITING, EventState.DEAD);
        Answer again = post("/events/" + key(2) + "/retry", "");
        assertThat(again.status()).isEqualTo(409);
        assertThat(again.body())
                .isEqualTo("{\"errors\":[\"key: " + key(2) + " is WAITING, only dead letters are sent again\"]}");
        assertThat(post("/lanes/" + A.id() + "/retry", "").body()).isEqualTo("{\"retried\":2}");
        assertThat(post("/queue/retry", "").body()).isEqualTo("{\"message\":\"Retrying 2 events.\"}");
        assertThat(states()).containsOnly(EventState.WAITING);
    }

    @Test
    public void deadLettersOfEveryChannelAreSentAgainAndThoseOfPagerDutyByItsClients() {
        Lane other = new Lane("pigeon", "P".repeat(32));
        queue.addDead(A, 1);
        queue.addDead(other, 2);
        assertThat(post("/cli/pdagent", "2 none any\0queue\0retry\0").body()).contains("Retrying 1 event");
        assertThat(post("/queue/retry", "").body()).contains("Retrying 0 event");
        assertThat(states()).containsExactly(EventState.WAITING, EventState.DEAD, EventState.DEAD);

        assertThat(post("/events/retry", "").body()).isEqualTo("{\"retried\":2}");
        assertThat(states()).containsOnly(EventState.WAITING);
        queue.addDead(other, 2);
        assertThat(post("/cli/tocsin", "2 none any\0queue\0retry\0").body())
                .isEqualTo("0\u001e2 events are sent again\n\u001e\u001e");
        assertThat(states()).containsOnly(EventState.WAITING);
    }

    @Test
    public void whatIsDroppedIsGoneOrListedAsDropped() {
        queue.addDead(A, 1);
        assertThat(post("/send", A.key() + " x").status()).isEqualTo(200);

        assertThat(post("/events/" + key(1) + "/drop", "").body()).isEqualTo("{\"dropped\":1}");
        assertThat(post("/events/" + key(2) + "/drop", "").body()).isEqualTo("{\"dropped\":1}");
        assertThat(post("/events/" + key(1) + "/drop", "").status()).isEqualTo(404);
        assertThat(post("/events/" + key(2) + "/drop", "").status()).isEqualTo(409);
        assertThat(get("/events?state=dropped").body()).contains(key(2), "dropped by hand");
    }

    @Test
    public void allEventsOfALaneInAStateAreDroppedHoweverManyThereAre() {
        queue.addDead(A, 150);
        queue.addDead(B, 1);
        assertThat(post("/send", A.key() + " x").status()).isEqualTo(200);

        for (String state : List.of("", "?state=", "?state=delivered", "?state=DEAD")) {
            Answer wrong = post("/lanes/" + A.id() + "/drop" + state, "");
            assertThat(wrong.status()).as(state).isEqualTo(400);
            assertThat(wrong.body()).contains("state: must be dead or waiting");
        }
        assertThat(queue.records).hasSize(152);

        assertThat(post("/lanes/" + A.id() + "/drop?state=dead", "").body()).isEqualTo("{\"dropped\":150}");
        assertThat(states()).containsExactlyInAnyOrder(EventState.DEAD, EventState.WAITING);
        assertThat(post("/lanes/" + A.id() + "/drop?state=waiting", "").body()).isEqualTo("{\"dropped\":1}");
        assertThat(states()).containsExactlyInAnyOrder(EventState.DEAD, EventState.DROPPED);
        assertThat(post("/lanes/pd-000000000000/drop?state=dead", "").status()).isEqualTo(404);
    }

    @Test
    public void anotherTextTakesThePlaceOfADeadLetter() {
        queue.addDead(A, 2);

        assertThat(ask("PUT", "/events/" + key(1), A.key() + " better").body())
                .isEqualTo("{\"key\":\"" + key(1) + "\",\"state\":\"DEAD\"}");
        assertThat(ask("PUT", "/events/" + key(2) + "?retry=true", " without its key")
                        .body())
                .isEqualTo("{\"key\":\"" + key(2) + "\",\"state\":\"WAITING\"}");
        assertThat(queue.records)
                .extracting(record -> record.event().body().utf8())
                .containsExactly(A.key() + " better", A.key() + " without its key");

        Answer other = ask("PUT", "/events/" + key(1), B.key() + " better");
        assertThat(other.status()).isEqualTo(409);
        assertThat(other.body()).contains("body: has the key of another lane").doesNotContain(B.key());
        assertThat(ask("PUT", "/events/" + key(1), "bad").status()).isEqualTo(400);
        assertThat(ask("PUT", "/events/" + key(1), "huge").status()).isEqualTo(413);
        assertThat(ask("PUT", "/events/" + key(2), A.key() + " x").status())
                .as("it waits")
                .isEqualTo(409);
    }

    @Test
    public void whatIsUnknownOrWrongIsNamed() {
        queue.addDead(A, 1);
        for (String path : List.of("/events/" + NOBODY, "/events/" + key(17), "/lanes/pd-000000000000")) {
            assertThat(get(path).status()).as(path).isEqualTo(404);
        }
        for (String path : List.of("/events/" + NOBODY + "/retry", "/events/x/drop", "/lanes/" + A.key() + "/hold")) {
            Answer answer = post(path, "");
            assertThat(answer.status()).as(path).isEqualTo(404);
            assertThat(answer.body()).doesNotContain(A.key());
        }
        assertThat(get("/events?state=broken").body())
                .isEqualTo("{\"errors\":[\"state: 'broken' is none, use one of waiting, delivered, dead, dropped\"]}");
        assertThat(get("/events?limit=0").body()).startsWith("{\"errors\":[\"limit: '0' is none");
        assertThat(get("/events?after=x").status()).isEqualTo(404);
        assertThat(get("/events/" + key(1) + "?withKey=yes").body()).contains("withKey: must be true or false");
        Answer method = ask("DELETE", "/events/" + key(1), "");
        assertThat(method.status()).isEqualTo(405);
        assertThat(method.header("Allow")).isEqualTo("GET, HEAD, PUT");
    }

    @Test
    public void everyPathNeedsTheToken() {
        try (Caller caller = doorway.call()) {
            for (String path : LocalApi.PATHS) {
                String method =
                        List.of("/events", "/events/export", "/events/{key}", "/lanes", "/lanes/{id}", "/doctor")
                                        .contains(path)
                                ? "GET"
                                : "POST";
                if (path.startsWith("/events")
                        || path.startsWith("/lanes")
                        || List.of("/backup", "/doctor").contains(path)) {
                    String target = path.replaceAll("[{}]", "");
                    caller.send(method + " " + target + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n");
                    assertThat(caller.answer().status()).as(path).isEqualTo(401);
                }
            }
        }
    }

    @Test
    public void aLaneIsHeldAndReleased() {
        queue.addDead(A, 1);

        assertThat(post("/lanes/" + A.id() + "/hold", "").body())
                .isEqualTo("{\"lane\":\"" + A.id() + "\",\"held\":true}");
        assertThat(get("/lanes/" + A.id()).body())
                .contains("\"state\":\"HELD\"")
                .doesNotContain(A.key());
        assertThat(post("/lanes/" + A.id() + "/release", "").body()).contains("\"held\":false");
        assertThat(get("/lanes/" + A.id()).body()).contains("\"state\":\"BACKING_OFF\"");
    }

    @Test
    public void anExportTakesOfEveryLaneWhatCameAfterAnOrderNumber() {
        queue.addDead(B, 3);
        queue.addDead(A, 3);
        queue.addDead(B, 2);
        List<String> keys = new ArrayList<>();
        String from = "";
        for (String part = get("/events/export?after=5&limit=1").body(); !part.isEmpty(); ) {
            keys.add(part.substring(part.indexOf("{\"key\":\"") + 8).substring(0, 32));
            from = "&from=" + keys.get(keys.size() - 1);
            part = get("/events/export?after=5&limit=1" + from).body();
        }

        assertThat(keys)
                .as("lane by lane, whichever comes first")
                .containsExactlyInAnyOrder(key(6), key(7), key(8))
                .containsSubsequence(key(7), key(8));
        assertThat(get("/events/export?after=5").body().lines()).hasSize(3);
        assertThat(get("/events/export?after=8").body()).isEmpty();
        assertThat(get("/events?after=7").body()).contains(key(8)).doesNotContain(key(7));
        assertThat(get("/events?after=" + key(7)).body()).contains(key(8)).doesNotContain(key(7));
        Answer other = get("/events/export?after=" + key(7));
        assertThat(other.status()).isEqualTo(400);
        assertThat(other.body()).contains("after: must be an order number;", "as 'from'");
        assertThat(get("/events/export?from=nowhere").status()).isEqualTo(400);
        assertThat(get("/events/export?from=" + NOBODY).status()).isEqualTo(404);
    }

    @Test
    public void theCommandLineExportsWhatCameAfterAnOrderNumber() {
        queue.addDead(A, 2);
        queue.addDead(B, 1);
        String part = post("/cli/tocsin", "4 none here\0event\0export\0--after\0" + "2\0")
                .body();

        assertThat(part).contains(key(3)).doesNotContain(key(1)).doesNotContain(key(2));
    }

    @Test
    public void whatIsExportedCanBeImportedAndIsKeptOnceHoweverOftenThatIsDone() {
        queue.addDead(A, 30);
        queue.addDead(B, 30);
        StringBuilder lines = new StringBuilder();
        String last = "";
        for (String part = get("/events/export?limit=7").body(); !part.isEmpty(); ) {
            lines.append(part);
            last = part.substring(part.lastIndexOf("{\"key\":\"") + 8).substring(0, 32);
            part = get("/events/export?limit=7&from=" + last).body();
        }
        assertThat(lines.toString().lines()).hasSize(60).allMatch(line -> line.contains("\"body\":\""));
        queue.records.clear();

        for (int i = 0; i < 2; i++) {
            assertThat(post("/events/import", lines.toString()).body()).isEqualTo("{\"accepted\":60,\"refused\":[]}");
        }
        assertThat(states()).hasSize(60).containsOnly(EventState.WAITING);
        assertThat(queue.events)
                .filteredOn(event -> event.lane().equals(A))
                .extracting(event -> event.body().utf8())
                .startsWith(A.key() + " dead 0", A.key() + " dead 1")
                .hasSize(30);
    }

    @Test
    public void whatWaitsWithItsKeyBesideItComesBackIntoItsLane() {
        api.spine.bindFormat(new AsideFormat("pigeon"));
        Lane keyed = new Lane("pigeon", "loft/" + A.key());
        Lane open = new Lane("pigeon", "loft/");
        for (Lane lane : List.of(keyed, open)) {
            assertThat(queue.accept(new Event(lane, "plain", Body.of("stop"), null), null))
                    .isNotNull();
        }
        String lines = get("/events/export?state=waiting").body();
        assertThat(lines).contains("\"laneKey\":\"" + A.key() + "\"");
        queue.records.clear();
        queue.events.clear();

        assertThat(post("/events/import", lines).body()).isEqualTo("{\"accepted\":2,\"refused\":[]}");
        assertThat(queue.events).extracting(Event::lane).containsExactlyInAnyOrder(keyed, open);
    }

    @Test
    public void aDeadLetterWithItsKeyBesideItIsMendedAndItsKeyIsNotShown() {
        api.spine.bindFormat(new AsideFormat("pigeon"));
        Lane lane = new Lane("pigeon", "loft/" + A.key());
        queue.add(new Event(lane, "plain", Body.of("bad " + A.key()), null), EventState.DEAD, "no");

        assertThat(get("/events/" + key(1)).body()).contains("\"body\":\"bad ***\"");
        Answer answer = ask("PUT", "/events/" + key(1) + "?retry=true", "better");

        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        assertThat(states()).containsExactly(EventState.WAITING);
        assertThat(queue.records.get(0).event().lane()).isEqualTo(lane);
    }

    @Test
    public void badLinesAreRefusedAloneAndNamedByTheirNumbers() {
        String good = "{\"key\":\"" + key(1) + "\",\"channel\":\"pagerduty\",\"format\":\"v2\",\"body\":\"" + A.key()
                + " x\"}";
        Answer answer = post(
                "/events/import",
                String.join(
                        "\n",
                        good,
                        "no JSON " + A.key(),
                        "",
                        good.replace("body", "text"),
                        good.replace(key(1), "1"),
                        good.replace("pagerduty", "pigeon"),
                        good.replace(A.key() + " x", "bad"),
                        good.replace(key(1), key(2))));

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body())
                .isEqualTo("{\"accepted\":2,\"refused\":["
                        + "{\"line\":2,\"error\":\"line: is no JSON object, write one a line as the export does\"},"
                        + "{\"line\":4,\"error\":\"body: is missing; that of a dropped event is not kept\"},"
                        + "{\"line\":5,\"error\":\"key: must be the 32 characters that named the event\"},"
                        + "{\"line\":6,\"error\":\"channel: 'pigeon' is not there, install its plugin and import this line again\"},"
                        + "{\"line\":7,\"error\":\"payload.summary: is \\\"missing\\\", give one\"}]}");
        assertThat(queue.events).hasSize(2);

        queue.refusal = new QueueRefusedException(QueueRefusedException.Reason.FULL, "queue: is full, deliver");
        assertThat(post("/events/import", good + "\n" + good).body())
                .as("what follows would overtake it")
                .isEqualTo("{\"accepted\":0,\"refused\":[{\"line\":1,\"error\":\"queue: is full, deliver\"},"
                        + "{\"line\":2,\"error\":\"line: was not tried, as line 1 was refused by the queue; send it again\"}],"
                        + "\"stopped\":1}");
    }

    @Test
    public void ofABatchEachLineIsAnsweredAndABadOneIsRefusedAlone() {
        Answer answer =
                post("/events", A.key() + " one\n\n \r\nbad line\n" + B.key() + " two\r\nhuge\n" + A.key() + " three");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("Content-Type")).isEqualTo("application/x-ndjson");
        assertThat(answer.body().lines())
                .containsExactly(
                        "{\"line\":1,\"status\":200,\"key\":\"" + key(1) + "\",\"dedupKey\":\"dedup-1\"}",
                        "{\"line\":4,\"status\":400,\"errors\":[\"payload.summary: is \\\"missing\\\", give one\"]}",
                        "{\"line\":5,\"status\":200,\"key\":\"" + key(2) + "\",\"dedupKey\":\"dedup-1\"}",
                        "{\"line\":6,\"status\":413,\"errors\":[\"body: is over 512 KB, send less\"]}",
                        "{\"line\":7,\"status\":200,\"key\":\"" + key(3) + "\",\"dedupKey\":\"dedup-1\"}");
        assertThat(queue.events)
                .extracting(event -> event.body().utf8())
                .containsExactly(A.key() + " one", B.key() + " two\r", A.key() + " three");
        assertThat(post("/events", " \n\n").status()).isEqualTo(400);
        assertThat(post("/events?channel=pigeon", "x").status()).isEqualTo(503);
    }

    @Test
    public void aBatchThatIsRepeatedUnderItsNameIsKeptOnce() {
        String lines = A.key() + " one\n" + A.key() + " two\n" + B.key() + " three\n";

        String first = post("/events", lines, "Idempotency-Key: batch-7").body();
        String second = post("/events", lines, "Idempotency-Key: batch-7").body();

        assertThat(second).isEqualTo(first);
        assertThat(queue.events).hasSize(3);
        assertThat(post("/events", lines, "Idempotency-Key: batch-8").body()).isNotEqualTo(first);
        assertThat(post("/events", lines, "Idempotency-Key: a b").status()).isEqualTo(400);
        assertThat(post("/events", lines, "Pd-Event-Version: v9").status()).isEqualTo(400);
        assertThat(queue.events).hasSize(6);
    }

    @Test
    public void whatTheQueueRefusesOfABatchIsToldByItsStatusAndNothingOvertakes() {
        queue.refusal = new QueueRefusedException(QueueRefusedException.Reason.FULL, "queue: is full, deliver");

        Answer full = post("/events", A.key() + " one\n" + A.key() + " two\nbad\n");

        assertThat(full.status()).isEqualTo(507);
        assertThat(full.body().lines())
                .containsExactly(
                        "{\"line\":1,\"status\":507,\"errors\":[\"queue: is full, deliver\"]}",
                        "{\"line\":2,\"status\":507,\"errors\":[\"line: was not tried, as line 1 was refused by the queue; send it again\"]}",
                        "{\"line\":3,\"status\":400,\"errors\":[\"payload.summary: is \\\"missing\\\", give one\"]}");
        assertThat(queue.events).isEmpty();
    }

    @Test
    public void aBackupIsForItsOwnerOnlyAndNeverWrittenOverAnother() throws Exception {
        Path to = folder.getRoot().toPath().resolve("backup");

        Answer made = post("/backup", "{\"directory\":\"" + to + "\"}");
        assertThat(made.status()).isEqualTo(200);
        assertThat(made.body())
                .matches("\\{\"state\":\"DONE\",\"directory\":\"" + to + "\",\"bytes\":[0-9]+,\"millis\":[0-9]+}");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(to)))
                .isEqualTo("rwx------");

        assertThat(post("/backup", "{\"directory\":\"" + to + "\"}").status()).isEqualTo(409);
        assertThat(post("/backup", "{\"directory\":\"relative\"}").body())
                .contains("directory: 'relative' is not absolute");
        assertThat(post("/backup", "{}").body()).contains("directory: is missing");
        assertThat(post("/backup", "nonsense").status()).isEqualTo(400);
        assertThat(post("/backup?job=backup-17", "{\"directory\":\"/x\"}").status())
                .isEqualTo(404);
        assertThat(post("/backup", "{\"directory\":\"/no/such/place\"}").status())
                .isEqualTo(503);
    }

    @Test
    public void aCheckThatTakesLongIsAnsweredWithANameToAskAgainBy() throws Exception {
        CountDownLatch end = new CountDownLatch(1);
        AtomicInteger checks = new AtomicInteger();
        queue.inspection = () -> {
            checks.incrementAndGet();
            assertThat(end.await(10, TimeUnit.SECONDS)).isTrue();
            return new Inspection(5, List.of(new Inspection.Finding("block 3", "events 7 to 9 are lost", "restore")));
        };

        Answer first = get("/doctor");
        Answer second = get("/doctor");
        assertThat(first.status()).isEqualTo(202);
        assertThat(first.body())
                .isEqualTo("{\"state\":\"RUNNING\",\"job\":\"doctor-1\"}")
                .isEqualTo(second.body());

        end.countDown();
        Answer done = get("/doctor?job=doctor-1");
        assertThat(done.status()).isEqualTo(200);
        assertThat(done.body())
                .contains("\"checked\":5", "\"what\":\"block 3\"", "\"consequence\":\"events 7 to 9 are lost\"");
        assertThat(get("/doctor?job=doctor-1").body())
                .as("as long as no other begins")
                .isEqualTo(done.body());
        assertThat(checks).hasValue(1);

        queue.inspection = () -> {
            throw new QueueRefusedException(QueueRefusedException.Reason.NOT_READY, "store: is closed");
        };
        assertThat(get("/doctor").status()).isEqualTo(503);
    }

    @Test
    public void withoutAQueueEverythingWaits() {
        api.spine.unbindControl(queue);
        api.spine.unbindQueue(queue);
        for (String path : List.of("/events", "/events/" + key(1), "/lanes", "/doctor", "/events/export")) {
            Answer answer = get(path);
            assertThat(answer.status()).as(path).isEqualTo(503);
            assertThat(answer.header("Retry-After")).isEqualTo("1");
        }
    }

    @Test
    public void theCommandLineAsksTheSameDesk() {
        queue.addDead(A, 1);
        Answer list = post("/cli/tocsin", "3 none any\0event\0list\0--json\0");
        assertThat(list.body()).isEqualTo("0\u001e" + get("/events").body() + "\n\u001e\u001e");
        Answer drop = post("/cli/tocsin", "6 none any\0event\0drop\0--lane\0" + A.id() + "\0--state\0dead\0");
        assertThat(drop.body()).isEqualTo("0\u001e1 event is dropped\n\u001e\u001e");
        assertThat(queue.records).isEmpty();
    }

    @Test
    public void anImportOfTheCommandLineEndsWhereTheQueueRefusesALine() {
        String good = exported(key(1), A.key() + " x");
        queue.refusal = new QueueRefusedException(QueueRefusedException.Reason.FULL, "queue: is full, deliver");

        Answer part =
                post("/cli/tocsin", "3 given here 700/699/1\0event\0import\0in.ndjson\0" + good + "\n" + good + "\n");

        assertThat(part.body().split("\u001e", -1))
                .as("no further part is asked for: it could overtake")
                .containsExactly(
                        "1",
                        "699 events are on the queue, 2 lines were refused\n",
                        "tocsin event import: line 701: queue: is full, deliver\n"
                                + "tocsin event import: ends at line 701: import the file again, or from this line on, when that is"
                                + " mended; what is on the queue is kept once\n",
                        "");
    }

    private static String exported(String key, String body) {
        return "{\"key\":\"" + key + "\",\"channel\":\"pagerduty\",\"format\":\"v2\",\"body\":\"" + body + "\"}";
    }

    @Test
    public void whatTheQueueDoesNotSayInTimeIsNotCalledRefused() {
        queue.commit = new CompletableFuture<>();

        Answer late = post("/events", A.key() + " one\n" + A.key() + " two\n");

        assertThat(late.status()).isEqualTo(504);
        assertThat(late.header("Retry-After")).isEmpty();
        assertThat(late.body().lines())
                .hasSize(2)
                .first()
                .asString()
                .startsWith(
                        "{\"line\":1,\"status\":504,\"errors\":[\"queue: is late, and it is not known whether it was done;");
        assertThat(late.body())
                .contains("{\"line\":2,\"status\":503,\"errors\":[\"line: was not tried, as line 1 was not");
    }

    @Test
    public void ofABatchThatTakesTooLongTheRestIsNotTriedAndTheNextOneGoesOn() {
        String lines = A.key() + " one\n" + A.key() + " two\n" + A.key() + " three\n";
        queue.taking = () -> api.ahead.addAndGet(TimeUnit.SECONDS.toNanos(1)); // of the 3 that there are

        Answer first = post("/events", lines, "Idempotency-Key: slow");

        assertThat(first.status()).isEqualTo(503);
        assertThat(first.body().lines().toList().get(2))
                .isEqualTo(
                        "{\"line\":3,\"status\":503,\"errors\":[\"line: was not tried, as the lines before it took too long;"
                                + " send it again\"]}");
        assertThat(queue.events).hasSize(2);
        queue.taking = () -> {};
        assertThat(post("/events", lines, "Idempotency-Key: slow").status()).isEqualTo(200);
        assertThat(queue.events).hasSize(3);

        queue.taking = () -> api.ahead.addAndGet(TimeUnit.SECONDS.toNanos(1));
        assertThat(post(
                                "/events/import",
                                exported(key(7), A.key() + " x") + "\n" + exported(key(8), A.key() + " y") + "\n"
                                        + exported(key(9), A.key() + " z"))
                        .body())
                .isEqualTo(
                        "{\"accepted\":2,\"refused\":[{\"line\":3,\"error\":\"line: was not tried, as the lines before it took"
                                + " too long; send it again\"}],\"stopped\":3}");
    }

    @Test
    public void whatIsBeingDeliveredIsNotDroppedAndThatIsSaid() {
        assertThat(post("/send", A.key() + " one").status()).isEqualTo(200);
        assertThat(post("/send", A.key() + " two").status()).isEqualTo(200);
        queue.delivering.add(1L);

        Answer one = post("/events/" + key(1) + "/drop", "");
        assertThat(one.status()).isEqualTo(409);
        assertThat(one.body())
                .isEqualTo("{\"errors\":[\"key: " + key(1)
                        + " is WAITING and is being delivered, it was left; look at it again\"]}");
        assertThat(post("/cli/tocsin", "4 none any\0event\0drop\0" + key(1) + "\0" + key(2) + "\0")
                        .body())
                .isEqualTo(
                        "1\u001e\u001etocsin: key: " + key(1)
                                + " is WAITING and is being delivered, it was left; look at it again; 1 other is dropped\n\u001e");
        assertThat(states()).containsExactly(EventState.WAITING, EventState.DROPPED);
    }

    @Test
    public void aDeadLetterThatIsSentAgainWhileItIsDroppedIsLeftByEveryDoor() {
        for (String door : List.of(
                "/events/" + key(1) + "/drop",
                "/lanes/" + A.id() + "/drop?state=dead",
                "event\0drop\0" + key(1),
                "event\0drop\0--lane\0" + A.id() + "\0--state\0dead",
                "queue\0drop\0" + key(1),
                "queue\0purge")) {
            queue.records.clear();
            queue.records.add(dead(1));
            queue.dropping =
                    () -> queue.retry(A, Set.of()).toCompletableFuture().join();

            Answer answer = door.startsWith("/")
                    ? post(door, "")
                    : post("/cli/tocsin", door.chars().filter(c -> c == 0).count() + 1 + " none here\0" + door + '\0');

            assertThat(states()).as("by %s", door).containsExactly(EventState.WAITING);
            assertThat(answer.body())
                    .as("by %s", door)
                    .containsAnyOf(
                            key(1) + " is WAITING meanwhile, it was left; look at it again",
                            "{\"dropped\":0}",
                            "0 events are dropped");
        }
    }

    private static EventRecord dead(long order) {
        Event event = new Event(A, "v2", Body.of("dead"), null);
        return new EventRecord(order, EventState.DEAD, event, Instant.EPOCH, 1, "400 no", Instant.EPOCH);
    }

    @Test
    public void anEditThatIsNotSentAgainAfterAllSaysSo() {
        queue.addDead(A, 1);
        queue.edited = () -> queue.delivering.add(1L); // somebody else was faster

        Answer answer = ask("PUT", "/events/" + key(1) + "?retry=true", A.key() + " better");

        assertThat(answer.status()).isEqualTo(409);
        assertThat(answer.body()).contains("key: " + key(1) + " is changed, and was not sent again:");
    }

    @Test
    public void whoDropsMaySayWhy() {
        assertThat(post("/send", A.key() + " x").status()).isEqualTo(200);
        assertThat(post("/send", A.key() + " y").status()).isEqualTo(200);
        assertThat(post("/send", B.key() + " z").status()).isEqualTo(200);
        Answer wrong = post("/events/" + key(1) + "/drop?reason=" + "x".repeat(201), "");
        assertThat(wrong.status()).isEqualTo(400);
        assertThat(wrong.body()).contains("reason: must have 1 to 200 characters");

        assertThat(post("/events/" + key(1) + "/drop?reason=a%20test", "").status())
                .isEqualTo(200);
        assertThat(post("/cli/tocsin", "5 none any\0event\0drop\0" + key(2) + "\0--reason\0twice\0")
                        .body())
                .isEqualTo("0\u001e1 event is dropped\n\u001e\u001e");
        assertThat(post("/lanes/" + B.id() + "/drop?state=waiting&reason=gone", "")
                        .body())
                .isEqualTo("{\"dropped\":1}");

        assertThat(queue.records).extracting(EventRecord::answer).containsExactly("a test", "twice", "gone");
    }

    @Test
    public void anOrderNumberInThePlaceOfAKeyIsSaidToBeOne() {
        queue.addDead(A, 1);

        assertThat(get("/events/1").body())
                .isEqualTo(
                        "{\"errors\":[\"key: 1 is an order number, give the event's key: see 'tocsin event list'\"]}");
        assertThat(post("/events/1/retry", "").status()).isEqualTo(404);
    }

    @Test
    public void theNameOfATargetIsNoSecretAndNothingIsStruckOut() {
        Lane ops = new Lane("pigeon", "ops");
        api.spine.bindFormat(new PlainFormat("pigeon"));
        Event event = new Event(ops, "plain", Body.of("stop the drops pump"), null);
        assertThat(queue.accept(event, null)).isNotNull();

        assertThat(get("/events/" + key(1)).body()).contains("\"body\":\"stop the drops pump\"");
        assertThat(get("/events?state=waiting").body()).contains(key(1));
    }

    @Test
    public void aCheckThatEndsWithAnErrorEnds() {
        queue.inspection = () -> {
            throw new AssertionError("no such block");
        };
        assertThat(get("/doctor").status()).isEqualTo(500);
        queue.inspection = () -> {
            throw new StackOverflowError();
        };
        assertThat(get("/doctor").status()).isEqualTo(500);
    }

    @Test
    public void whoAsksForABackupAgainNeedsNotSayWhereToOnceMore() {
        Path to = folder.getRoot().toPath().resolve("backup");
        assertThat(post("/backup", "{\"directory\":\"" + to + "\"}").status()).isEqualTo(200);

        assertThat(post("/backup?job=backup-1", "").body()).contains("\"directory\":\"" + to + "\"");
        assertThat(post("/backup?job=backup-2", "").status()).isEqualTo(404);
        assertThat(post("/backup?job=backup-1", "nonsense").status()).isEqualTo(400);
    }
}
