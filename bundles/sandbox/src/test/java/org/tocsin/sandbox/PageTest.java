// SPDX-License-Identifier: Apache-2.0
package org.tocsin.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.Rule;
import org.junit.Test;

/** What stands behind the page, seen from the other end of a socket: its files, its feed, and who is kept out. */
public class PageTest {

    private static final String KEY = "0123456789abcdef0123456789ABCDEF";
    private static final String OTHER = "ffffffffffffffffffffffffffffffff";
    private static final String JSON = "Content-Type: application/json\r\n";

    @Rule
    public final SandboxRule rule =
            new SandboxRule(SandboxOptions.defaults().controlPort(0).keep(1_000));

    @Test
    public void thePageAndItsFilesComeWithAPolicyThatLoadsNothingElse() throws IOException {
        RawHttp.Reply page = ask("GET", "/sandbox", "Accept: text/html,*/*\r\n", "");
        assertThat(page.body())
                .contains("<title>Tocsin sandbox</title>")
                .doesNotContain(" style=", "<script>", "<style");
        assertThat(page.body()).doesNotContainPattern("\\son[a-z]+\\s*=");
        assertThat(page.body()).doesNotContain("http:", "https:", "//cdn");
        assertThat(header(page, "content-type")).isEqualTo("text/html; charset=utf-8");
        assertThat(header(page, "content-security-policy"))
                .startsWith("default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self';")
                .contains("frame-ancestors 'none'")
                .doesNotContain("unsafe");

        RawHttp.Reply script = ask("GET", "/sandbox/page.js", "", "");
        assertThat(header(script, "content-type")).isEqualTo("text/javascript; charset=utf-8");
        assertThat(script.body()).doesNotContain("innerHTML", "insertAdjacent", "document.write", "eval(", "http");
        assertThat(header(ask("GET", "/sandbox/page.css", "", ""), "content-type"))
                .isEqualTo("text/css; charset=utf-8");
        for (String path : List.of("/sandbox", "/sandbox/page.js", "/sandbox/feed", "/sandbox/events", "/sandbox/x")) {
            RawHttp.Reply reply = ask("GET", path, "", "");
            assertThat(header(reply, "x-content-type-options")).as(path).isEqualTo("nosniff");
            assertThat(header(reply, "cross-origin-resource-policy")).as(path).isEqualTo("same-origin");
            assertThat(header(reply, "cache-control")).as(path).isEqualTo("no-store");
        }
    }

    @Test
    public void aProgramGetsTheListOfCommandsWhereABrowserGetsThePage() throws IOException {
        assertThat(ask("GET", "/sandbox", "Accept: */*\r\n", "").body()).startsWith("GET    /sandbox ");
        assertThat(ask("GET", "/sandbox", "", "").body()).contains("POST   /sandbox/forget");
    }

    @Test
    public void aNameThatIsMadeToPointHereIsRefused() throws IOException {
        for (String host : List.of("evil.example", "evil.example:" + port(), "127.0.0.1.evil.example", "")) {
            RawHttp.Reply reply = http("GET", "/sandbox/events", "Host: " + host + "\r\n", "");
            assertThat(reply.status()).as(host).isEqualTo(403);
            assertThat(reply.body()).as(host).startsWith("Host: is no name of this sandbox");
        }
        for (String host : List.of("localhost:" + port(), "LOCALHOST", "127.0.0.1", "[::1]:9", "127.1.2.3:1")) {
            assertThat(http("GET", "/sandbox/events", "Host: " + host + "\r\n", "")
                            .status())
                    .as(host)
                    .isEqualTo(200);
        }
    }

    @Test
    public void anotherPageInTheBrowserCanNeitherReadNorChange() throws IOException {
        String here = "Origin: http://127.0.0.1:" + port() + "\r\n";
        for (String origin :
                List.of("http://evil.example", "null", "http://127.0.0.1:1", "https://127.0.0.1:" + port())) {
            String from = "Origin: " + origin + "\r\n";
            assertThat(ask("POST", "/sandbox/clear", from + JSON, "{}").status())
                    .as(origin)
                    .isEqualTo(403);
            assertThat(ask("GET", "/sandbox/feed", from, "").status())
                    .as(origin)
                    .isEqualTo(403);
        }
        assertThat(ask("POST", "/sandbox/clear", here + JSON, "{}").status()).isEqualTo(200);
        for (String site : List.of("cross-site", "same-site")) {
            String from = "Sec-Fetch-Site: " + site + "\r\nSec-Fetch-Mode: no-cors\r\n";
            assertThat(ask("GET", "/sandbox/events", from, "").status())
                    .as(site)
                    .isEqualTo(403);
            assertThat(ask("POST", "/sandbox/down?for=PT9S", from, "").status())
                    .as(site)
                    .isEqualTo(403);
        }
        String link = "Accept: text/html\r\nSec-Fetch-Site: cross-site\r\nSec-Fetch-Mode: navigate\r\n";
        assertThat(ask("GET", "/sandbox", link, "").status()).isEqualTo(200);
        assertThat(rule.get().summary().up()).isTrue();
    }

    @Test
    public void whatAFormCanSendIsNoChange() throws IOException {
        for (String type : List.of("application/x-www-form-urlencoded", "text/plain", "multipart/form-data", "")) {
            RawHttp.Reply reply = ask("POST", "/sandbox/plan?fail=503", "Content-Type: " + type + "\r\n", "fail=503");
            assertThat(reply.status()).as(type).isEqualTo(415);
            assertThat(reply.body()).as(type).startsWith("Content-Type: must be application/json");
        }
        String here = "Origin: http://127.0.0.1:" + port() + "\r\n";
        assertThat(ask("POST", "/sandbox/plan?fail=503", here, "").status())
                .as("a browser's request without a type")
                .isEqualTo(415);
        assertThat(rule.get().plans()).isEmpty();
        assertThat(ask("POST", "/sandbox/plan?fail=503", "", "").status())
                .as("curl")
                .isEqualTo(200);
    }

    @Test
    public void failuresArePlannedByJsonForALane() throws IOException {
        send(event(KEY, "first"));
        String lane = LaneTally.id(KEY);

        assertThat(change(
                                "/sandbox/plan",
                                "{\"fail\":\"429\",\"retry-after\":\"30\",\"times\":2,\"lane\":\"" + lane + "\"}")
                        .status())
                .isEqualTo(200);
        assertThat(rule.get().plans())
                .containsExactly(Plan.next(2, new Failure.Status(429, "30")).forKey(KEY));
        rule.get().plan(Plan.always(new Failure.Hang()).forKey(OTHER));
        assertThat(change("/sandbox/clear", "{\"lane\":\"" + lane + "\"}").status())
                .isEqualTo(200);
        assertThat(rule.get().plans())
                .containsExactly(Plan.always(new Failure.Hang()).forKey(OTHER));
        change("/sandbox/clear", "{}");
        assertThat(rule.get().plans()).isEmpty();
    }

    @Test
    public void aWrongBodyIsRefusedWithTheRemedy() throws IOException {
        refused("/sandbox/plan", "{\"fail\":503", "body: is no JSON, send an object");
        refused("/sandbox/plan", "[1]", "body: is no JSON object");
        refused("/sandbox/plan", "{\"fail\":true}", "fail: must be a text or a number");
        refused("/sandbox/plan", "{\"fail\":[503]}", "fail: must be a text or a number");
        refused(
                "/sandbox/plan",
                "{\"fail\":503,\"lane\":\"pd-000000000000\"}",
                "lane: nothing has arrived of such a one");
        refused("/sandbox/plan", "{\"fail\":503,\"lane\":\"none\"}", "lane: nothing has arrived of such a one");
        refused("/sandbox/plan", "{\"fail\":503,\"x\":\"" + "y".repeat(20_000) + "\"}", "body: is longer than");
        refused("/sandbox/down", "{}", "for: is missing");
        assertThat(change("/sandbox/other", "{}").status()).isEqualTo(404);
        assertThat(rule.get().plans()).isEmpty();
    }

    @Test
    public void theFeedTellsLanesRepeatsAndTries() throws IOException {
        rule.get().plan(Plan.next(1, new Failure.Status(503, null)));
        for (String event : List.of(event(KEY, "a"), event(KEY, "a"), event(KEY, "a"), event(OTHER, "b"))) {
            send(event);
        }

        Map<?, ?> feed = feed("after=0");
        assertThat(numbers(feed, "received", "accepted", "repeated", "first", "last"))
                .containsExactly("4", "3", "1", "1", "4");
        assertThat(events(feed)).extracting(event -> number(event, "tries")).containsExactly("1", "2", "3", "1");
        assertThat(events(feed))
                .extracting(event -> number(event, "takenBefore"))
                .containsExactly("0", "0", "2", "0");
        assertThat(events(feed)).extracting(event -> number(event, "inLane")).containsExactly("1", "2", "3", "1");
        assertThat(events(feed))
                .extracting(event -> (String) event.get("summary"))
                .containsExactly("a", "a", "a", "b");
        assertThat(objects(feed, "lanes"))
                .extracting(lane -> (String) lane.get("lane"))
                .containsExactly(LaneTally.id(OTHER), LaneTally.id(KEY));
        assertThat(events(feed("after=1&lane=" + LaneTally.id(KEY))))
                .extracting(event -> number(event, "n"))
                .containsExactly("2", "3");
        assertThat(ask("GET", "/sandbox/feed", "", "").body()).doesNotContain(KEY, OTHER);
    }

    @Test
    public void aReaderOfTheFeedIsAnsweredWhenSomethingChanges() throws IOException {
        for (Change change : List.of(
                (Change) () -> send(event(KEY, "x")),
                () -> rule.get().plan(Plan.always(new Failure.Hang())),
                () -> rule.get().clear(),
                () -> rule.get().forget())) {
            String seen = number(feed("after=0"), "seen");
            try (RawHttp reader = new RawHttp(port())) {
                reader.send("GET", "/sandbox/feed?wait=PT30S&after=0&seen=" + seen, "");
                change.happens();
                assertThat(number(object(reader.reply().body()), "seen")).isNotEqualTo(seen);
            }
        }
        String seen = number(feed("after=0"), "seen");
        assertThat(number(feed("wait=PT0.05S&seen=" + seen), "seen")).isEqualTo(seen);
    }

    @Test
    public void anEventIsShownWholeWithItsAnswer() throws IOException {
        send("{\"routing_key\":\"" + KEY
                + "\",\"event_action\":\"trigger\",\"n\":1e400,\"payload\":{\"summary\":\"s\"}}");
        send("no JSON \u0001<b>");

        Map<?, ?> event = object(ask("GET", "/sandbox/events/1", "", "").body());
        assertThat(event.get("body"))
                .asString()
                .contains("\n  \"n\": 1e400,\n  \"payload\": {\n    \"summary\": \"s\"\n");
        assertThat(event.get("answer")).asString().contains("'payload.source' is missing or blank");
        assertThat(object(ask("GET", "/sandbox/events/2", "", "").body()).get("body"))
                .isEqualTo("no JSON \u0001<b>");
        RawHttp.Reply bytes = ask("GET", "/sandbox/events/2/body", "", "");
        assertThat(bytes.body()).isEqualTo("no JSON \u0001<b>");
        assertThat(header(bytes, "content-type")).isEqualTo("application/octet-stream");
        assertThat(header(bytes, "content-disposition")).startsWith("attachment");
        assertThat(ask("GET", "/sandbox/events/3", "", "").status()).isEqualTo(404);
        assertThat(ask("GET", "/sandbox/events/x", "", "").status()).isEqualTo(404);
    }

    @Test
    public void theAnswerThatIsShownIsTheOneThatWasGiven() throws IOException {
        for (String fail : List.of("429", "200", "delay&pause=PT0.01S")) {
            rule.get().plan(Plan.parse("fail=" + fail + "&times=1"));
        }
        for (int n = 1; n <= 5; n++) {
            String event = n == 5 ? "{\"x\":\"" + "y".repeat(Endpoint.MAX_BODY) + "\"}" : event(KEY, "same");
            String given = RawHttp.post(port(), "/v2/enqueue", event).body();
            assertThat(object(ask("GET", "/sandbox/events/" + n, "", "").body()).get("answer"))
                    .as("of %s", n)
                    .isEqualTo(given);
        }
    }

    @Test
    public void whatArrivedIsForgottenAndNumbersGoOn() throws IOException {
        send(event(KEY, "a"));
        assertThat(change("/sandbox/forget", "{}").status()).isEqualTo(200);

        assertThat(numbers(feed("after=0"), "received", "first", "last")).containsExactly("0", "2", "1");
        assertThat(objects(feed("after=0"), "lanes")).isEmpty();
        send(event(KEY, "a"));
        assertThat(numbers(events(feed("after=0")).get(0), "n", "takenBefore")).containsExactly("2", "0");
    }

    @Test
    public void anAnswerOfTheFeedIsBoundedHoweverMuchArrived() throws IOException {
        try (RawHttp sender = new RawHttp(port())) {
            for (int n = 1; n <= 3_000; n++) {
                String key = String.format(Locale.ROOT, "%032d", n);
                assertThat(sender.send("POST", "/v2/enqueue", event(key, "n" + n))
                                .reply()
                                .status())
                        .isEqualTo(202);
            }
        }
        Map<?, ?> feed = feed("after=0");
        assertThat(events(feed)).hasSize(200);
        assertThat(events(feed).get(199).get("summary")).isEqualTo("n3000");
        assertThat(objects(feed, "lanes")).hasSize(100);
        assertThat(numbers(feed, "received", "moreLanes", "first", "last"))
                .containsExactly("3000", "900", "2001", "3000");
        assertThat(ask("GET", "/sandbox/feed", "", "").body().length()).isLessThan(150_000);
    }

    @Test
    public void theControlPortShowsThePageWhileTheRestIsDown() throws IOException {
        int control = rule.get().controlUrl().getPort();
        rule.get().down();

        try (RawHttp http = new RawHttp(control)) {
            Map<?, ?> feed =
                    object(http.send("GET", "/sandbox/feed", "").reply().body());
            assertThat(feed.get("up")).isEqualTo(false);
            assertThat(feed.get("ownPort")).isEqualTo(true);
        }
    }

    private interface Change {
        void happens() throws IOException;
    }

    private void refused(String path, String body, String says) throws IOException {
        RawHttp.Reply reply = change(path, body);
        assertThat(reply.status()).as(body).isEqualTo(400);
        assertThat(reply.body()).as(body).startsWith(says);
    }

    private RawHttp.Reply change(String path, String body) throws IOException {
        return ask("POST", path, JSON, body);
    }

    private void send(String event) throws IOException {
        RawHttp.post(port(), "/v2/enqueue", event);
    }

    private static String event(String key, String summary) {
        return "{\"routing_key\":\"" + key + "\",\"event_action\":\"trigger\",\"payload\":{\"summary\":\"" + summary
                + "\",\"source\":\"s\",\"severity\":\"info\"}}";
    }

    private Map<?, ?> feed(String query) throws IOException {
        return object(ask("GET", "/sandbox/feed?" + query, "", "").body());
    }

    private static Map<?, ?> object(String json) throws IOException {
        if (JsonText.read(Bytes.of(json).toArray()) instanceof Map<?, ?> object) {
            return object;
        }
        throw new AssertionError("no object: " + json);
    }

    private static List<Map<?, ?>> events(Map<?, ?> feed) {
        return objects(feed, "events");
    }

    private static List<Map<?, ?>> objects(Map<?, ?> feed, String name) {
        if (feed.get(name) instanceof List<?> list) {
            return list.stream().<Map<?, ?>>map(object -> (Map<?, ?>) object).toList();
        }
        throw new AssertionError(name + ": no list");
    }

    private static String number(Map<?, ?> object, String name) {
        if (object.get(name) instanceof JsonText.Num number) {
            return number.text();
        }
        throw new AssertionError(name + ": no number");
    }

    private static List<String> numbers(Map<?, ?> object, String... names) {
        return List.of(names).stream().map(name -> number(object, name)).toList();
    }

    private RawHttp.Reply ask(String method, String path, String headers, String body) throws IOException {
        return http(method, path, "Host: 127.0.0.1:" + port() + "\r\n" + headers, body);
    }

    private RawHttp.Reply http(String method, String path, String headers, String body) throws IOException {
        try (RawHttp http = new RawHttp(port())) {
            return http.send(method, path, headers, body).reply();
        }
    }

    private static String header(RawHttp.Reply reply, String name) {
        return reply.head()
                .lines()
                .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(name + ":"))
                .map(line -> line.substring(name.length() + 1).trim())
                .findFirst()
                .orElse("");
    }

    private int port() {
        return rule.get().port();
    }
}
