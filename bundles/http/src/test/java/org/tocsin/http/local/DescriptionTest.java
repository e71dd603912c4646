// SPDX-License-Identifier: Apache-2.0
package org.tocsin.http.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.RuleChain;
import org.tocsin.api.http.HttpDoor.Credential;
import org.tocsin.api.http.HttpDoor.PathSpec;
import org.tocsin.http.Caller;
import org.tocsin.http.Doorway;

/** The description of the API beside the paths that the routes open. */
public final class DescriptionTest {

    private final Doorway doorway = new Doorway(LocalApi.PATHS.toArray(new String[0]));
    private final SmallApi api = new SmallApi(doorway, 4, 8);

    @Rule
    public final RuleChain open = RuleChain.outerRule(doorway).around(api);

    @Test
    public void eachOpenPathIsDescribedAndNothingElse() {
        TreeMap<String, Boolean> opened = new TreeMap<>();
        for (PathSpec spec : api.opened) {
            spec.methods()
                    .forEach(method -> opened.put(method + ' ' + spec.path(), spec.credential() == Credential.TOKEN));
        }
        TreeMap<String, Boolean> described = new TreeMap<>();
        for (Operation operation : operations()) {
            JsonArray security = operation.json.getJsonArray("security");
            described.put(operation.name, !security.contains(new JsonObject()));
        }
        assertThat(described).as("and whether the token is needed").isEqualTo(opened);
    }

    @Test
    public void eachPlaceholderIsAParameterAndNoNameIsGivenTwice() {
        Set<String> ids = new TreeSet<>();
        for (Operation operation : operations()) {
            assertThat(ids.add(operation.json.getString("operationId")))
                    .as(operation.name)
                    .isTrue();
            Set<String> inPath = new TreeSet<>();
            for (Object parameter : operation.json.getJsonArray("parameters", new JsonArray())) {
                JsonObject json = (JsonObject) parameter;
                if ("path".equals(json.getString("in"))) {
                    inPath.add(json.getString("name"));
                }
            }
            Set<String> placeholders = operation
                    .name
                    .lines()
                    .flatMap(line -> Pattern.compile("\\{(\\w+)}").matcher(line).results())
                    .map(match -> match.group(1))
                    .collect(Collectors.toCollection(TreeSet::new));
            assertThat(inPath).as(operation.name).isEqualTo(placeholders);
        }
    }

    @Test
    public void everyReferenceLeadsSomewhere() {
        JsonObject whole = description();
        List<String> references = new ArrayList<>();
        collect(whole, references);
        assertThat(references).hasSizeGreaterThan(100);
        for (String reference : new TreeSet<>(references)) {
            Object at = whole;
            for (String step : reference.substring("#/".length()).split("/", -1)) {
                assertThat(at).as(reference).isInstanceOf(JsonObject.class);
                at = ((JsonObject) at).getValue(step);
            }
            assertThat(at).as(reference).isNotNull();
        }
    }

    @Test
    public void whatTheListenerAnswersIsInEveryOperation() {
        for (Operation operation : operations()) {
            assertThat(operation.json.getJsonObject("responses").fieldNames())
                    .as(operation.name)
                    .contains("400", "401", "403", "405", "408", "413", "415", "500", "503", "504");
        }
    }

    @Test
    public void anotherPartAddsItsPathsAndChangesNone() {
        JsonObject first =
                new JsonObject("{\"tags\":[{\"name\":\"a\"}],\"paths\":{\"/a\":{\"get\":{\"operationId\":\"a\"}}}}");
        JsonObject second = new JsonObject(
                "{\"tags\":[{\"name\":\"b\"}],\"paths\":{\"/a\":{\"get\":{\"operationId\":\"x\"},"
                        + "\"put\":{\"operationId\":\"p\"}},\"/b\":{\"get\":{\"operationId\":\"b\",\"x-tocsin-errors\":\"Other\"}}}}");

        JsonObject whole = new JsonObject(ApiDescription.of(List.of(first, second)));

        JsonObject paths = whole.getJsonObject("paths");
        assertThat(paths.getJsonObject("/a").getJsonObject("get").getString("operationId"))
                .isEqualTo("a");
        assertThat(paths.getJsonObject("/a").getJsonObject("put").getString("operationId"))
                .isEqualTo("p");
        assertThat(whole.getJsonArray("tags")).hasSize(2);
        JsonObject other = paths.getJsonObject("/b").getJsonObject("get");
        assertThat(other.containsKey("x-tocsin-errors")).isFalse();
        assertThat(other.getJsonObject("responses").getJsonObject("503").encode())
                .contains("#/components/schemas/Other");
        assertThat(first.getJsonObject("paths").size())
                .as("the parts stay as they are")
                .isEqualTo(1);
    }

    @Test
    public void thePartsStayAsTheyAreHoweverOftenTheyAreAskedFor() {
        JsonObject first = new JsonObject("{\"tags\":[{\"name\":\"a\"}],\"paths\":{\"/a\":{\"get\":{}}}}");
        JsonObject second = new JsonObject("{\"tags\":[{\"name\":\"b\"}],\"paths\":{\"/a\":{\"put\":{}}}}");
        List<String> before = List.of(first.encode(), second.encode());

        String once = ApiDescription.of(List.of(first, second));

        assertThat(ApiDescription.of(List.of(first, second))).isEqualTo(once);
        assertThat(List.of(first.encode(), second.encode())).isEqualTo(before);
    }

    @Test
    public void aPartWithMembersOfAnotherKindSpoilsNoOther() {
        String good = "{\"paths\":{\"/a\":{\"get\":{\"operationId\":\"a\"}}}}";
        for (String bad : List.of(
                "{\"paths\":{\"/x\":\"s\"}}",
                "{\"paths\":[1]}",
                "{\"paths\":{\"/x\":{\"get\":7}}}",
                "{\"paths\":{\"/x\":{\"get\":{\"responses\":[]}}}}",
                "{\"paths\":{\"/x\":{\"get\":{\"x-tocsin-errors\":{\"a\":null}}}}}",
                "{\"paths\":null,\"tags\":\"none\"}")) {
            for (List<String> parts : List.of(List.of(good, bad), List.of(bad, good))) {
                List<String> problems = new ArrayList<>();
                JsonObject whole = new JsonObject(ApiDescription.of(parts.stream()
                        .map(text -> ApiDescription.sound(new JsonObject(text), problems::add))
                        .toList()));
                assertThat(problems).as(bad).isNotEmpty();
                assertThat(whole.getJsonObject("paths")
                                .getJsonObject("/a")
                                .getJsonObject("get")
                                .getString("operationId"))
                        .as("%s", parts)
                        .isEqualTo("a");
            }
        }
    }

    private record Operation(String name, JsonObject json) {}

    private List<Operation> operations() {
        List<Operation> operations = new ArrayList<>();
        JsonObject paths = description().getJsonObject("paths");
        for (String path : paths.fieldNames()) {
            JsonObject methods = paths.getJsonObject(path);
            for (String method : methods.fieldNames()) {
                operations.add(
                        new Operation(method.toUpperCase(Locale.ROOT) + ' ' + path, methods.getJsonObject(method)));
            }
        }
        return operations;
    }

    private JsonObject description() {
        try (Caller caller = doorway.call()) {
            return new JsonObject(caller.get("/openapi.json").answer().body());
        }
    }

    private static void collect(Object json, List<String> references) {
        if (json instanceof JsonObject object) {
            if (object.getValue("$ref") instanceof String reference) {
                references.add(reference);
            }
            object.forEach(entry -> collect(entry.getValue(), references));
        } else if (json instanceof JsonArray array) {
            array.forEach(item -> collect(item, references));
        }
    }
}
