// SPDX-License-Identifier: Apache-2.0
package org.tocsin.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.awaitility.Awaitility;
import org.htmlunit.WebClient;
import org.htmlunit.html.DomElement;
import org.htmlunit.html.DomNode;
import org.htmlunit.html.HtmlOption;
import org.htmlunit.html.HtmlPage;
import org.htmlunit.html.HtmlSelect;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;

/** The real page in a browser: a click makes a failure, an event is sent, and it appears. */
public class PageBrowserTest {

    private static final String KEY = "0123456789abcdef0123456789ABCDEF";
    private static final String OTHER = "ffffffffffffffffffffffffffffffff";

    @Rule
    public final SandboxRule rule = new SandboxRule();

    private final WebClient browser = new WebClient();
    private HtmlPage page;

    @Before
    public void open() throws IOException {
        // an error in the script fails the test
        browser.getOptions().setThrowExceptionOnScriptError(true);
        page = browser.getPage(rule.get().url() + "/sandbox");
        eventually(() -> text("#state"), "Takes connections.");
    }

    @After
    public void close() throws IOException {
        // first the answer that the page waits for: the browser would wait for it, too
        rule.get().down();
        browser.close();
    }

    @Test
    public void aFailureByAClickBefallsTheNextEventAndWellEndsIt() throws IOException {
        button("429, Retry-After 30").click();
        eventually(() -> text("#plans"), "429, Retry-After 30, all lanes, until well again");

        RawHttp.Reply refused = send(event(KEY, "disk full"));
        assertThat(refused.status()).isEqualTo(429);
        assertThat(refused.head()).containsIgnoringCase("retry-after: 30\r\n");
        eventually(() -> cell(0, 4), "429 refused (429)");

        button("back to well").click();
        eventually(() -> text("#plans"), "");
        assertThat(send(event(KEY, "disk full")).status()).isEqualTo(202);
        eventually(() -> cell(0, 4), "202 accepted try 2");
        eventually(() -> cell(0, 3).contains("v2 trigger disk full"), true);
        assertThat(cell(1, 0)).as("the older one is below").isEqualTo("#1");
        assertThat(List.of(text("#received"), text("#accepted"), text("#refused"), text("#repeated")))
                .containsExactly("2", "1", "1", "0");
        send(event(KEY, "disk full"));
        eventually(() -> cell(0, 4), "202 accepted repeat of #2");
    }

    @Test
    public void whatAStrangerWroteIsShownAsText() throws IOException {
        String evil = "<script>document.title='owned'</script><img src=x onerror=alert(1)>&amp;";
        send(event(KEY, evil));
        send("</pre><script>document.title='owned'</script>");

        eventually(() -> cell(1, 3), "v2 trigger " + evil + " d");
        click(row(0).getFirstByXPath(".//button"));
        eventually(() -> texts("#events pre").size(), 2);
        assertThat(raw("#events pre", 0)).isEqualTo("</pre><script>document.title='owned'</script>");
        assertThat(page.querySelectorAll("body script, img")).isEmpty();
        assertThat(page.getTitleText()).isEqualTo("Tocsin sandbox");
    }

    @Test
    public void aClickOnANumberShowsTheEventLaidOutAndItsAnswer() throws IOException {
        send("{\"routing_key\":\"" + KEY + "\",\"event_action\":\"trigger\"}");
        eventually(() -> cell(0, 0), "#1");
        click(row(0).getFirstByXPath(".//button"));

        eventually(() -> texts("#events pre").size(), 2);
        assertThat(raw("#events pre", 0)).startsWith("{\n  \"routing_key\": ");
        assertThat(raw("#events pre", 1)).contains("'payload' is missing or blank");
        click(row(0).getFirstByXPath(".//button"));
        eventually(() -> texts("#events pre").size(), 0);
    }

    @Test
    public void oneLaneIsShownAloneAndRejectedAlone() throws IOException {
        send(event(KEY, "of one"));
        send(event(OTHER, "of the other"));
        eventually(() -> texts("#lanes tbody tr").size(), 2);

        HtmlSelect target = (HtmlSelect) page.getElementById("target");
        // the page fills the table first
        eventually(
                () -> target.getOptions().stream()
                        .anyMatch(option -> option.getValueAttribute().equals(LaneTally.id(KEY))),
                true);
        target.setSelectedAttribute(target.getOptionByValue(LaneTally.id(KEY)), true);
        HtmlSelect times = (HtmlSelect) page.getElementById("times");
        HtmlOption once = times.getOptionByValue("1");
        times.setSelectedAttribute(once, true);
        button("reject (400)").click();
        eventually(() -> text("#plans"), "400, " + LaneTally.id(KEY) + " (…CDEF), 1 more");
        assertThat(send(event(OTHER, "fine")).status()).isEqualTo(202);
        assertThat(send(event(KEY, "rejected")).status()).isEqualTo(400);
        assertThat(send(event(KEY, "fine")).status()).isEqualTo(202);

        button(LaneTally.id(OTHER)).click();
        eventually(() -> texts("#events tbody tr").size(), 2);
        eventually(() -> cell(0, 3).contains("fine"), true);
        eventually(() -> cell(1, 3).contains("of the other"), true);
        button("show all lanes").click();
        eventually(() -> texts("#events tbody tr").size(), 5);
    }

    @Test
    public void connectionsAreRefusedByAClickAndThePageComesBack() throws IOException {
        click(page.querySelector("button[data-down='PT10S']"));
        eventually(() -> text("#state").contains("does not answer. Trying again"), true);
        rule.get().up();
        eventually(() -> text("#state"), "Takes connections.");
    }

    @Test
    public void whatArrivedIsForgottenByAClickAndTheTableIsBounded() throws IOException {
        try (RawHttp sender = new RawHttp(rule.get().port())) {
            for (int i = 1; i <= 1_000; i++) {
                sender.send("POST", "/v2/enqueue", event(KEY, "n" + i)).reply();
            }
        }
        eventually(() -> cell(0, 0), "#1000");
        eventually(() -> texts("#events tbody tr").size() <= 300, true);
        button("forget what arrived").click();
        eventually(() -> texts("#events tbody tr").size(), 0);
        eventually(() -> text("#received"), "0");
        eventually(() -> text("#shown"), "Nothing is here yet.");
    }

    private RawHttp.Reply send(String event) throws IOException {
        return RawHttp.post(rule.get().port(), "/v2/enqueue", event);
    }

    private static String event(String key, String summary) {
        return "{\"routing_key\":\"" + key
                + "\",\"event_action\":\"trigger\",\"dedup_key\":\"d\",\"payload\":{\"summary\":\"" + summary
                + "\",\"source\":\"s\",\"severity\":\"info\"}}";
    }

    private static <T> void eventually(Supplier<T> shown, T wanted) {
        Awaitility.await("the page shows " + wanted)
                .atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofMillis(20))
                // the page's own thread changes what is read here
                .ignoreExceptions()
                .untilAsserted(() -> assertThat(shown.get()).isEqualTo(wanted));
    }

    private DomElement button(String label) {
        return page.querySelectorAll("button").stream()
                .filter(button -> label.equals(button.getTextContent()))
                .map(DomElement.class::cast)
                .findFirst()
                .orElseThrow();
    }

    private static void click(DomNode node) throws IOException {
        ((DomElement) node).click();
    }

    private String text(String selector) {
        return page.querySelector(selector).getTextContent().trim();
    }

    private List<String> texts(String selector) {
        return page.querySelectorAll(selector).stream()
                .map(DomNode::getTextContent)
                .toList();
    }

    private String raw(String selector, int i) {
        return texts(selector).get(i);
    }

    private DomNode row(int i) {
        return page.querySelectorAll("#events tbody tr").get(i);
    }

    private String cell(int row, int column) {
        List<DomNode> rows = page.querySelectorAll("#events tbody tr").stream().toList();
        return rows.size() <= row
                ? ""
                : rows.get(row)
                        .<DomNode>getByXPath("td")
                        .get(column)
                        .getTextContent()
                        .trim()
                        .replaceAll("\\s+", " ");
    }
}
