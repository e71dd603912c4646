// SPDX-License-Identifier: Apache-2.0
package org.tocsin.engine;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.camel.FailedToCreateRouteException;
import org.apache.camel.NoSuchEndpointException;
import org.apache.camel.PropertyBindingException;
import org.apache.camel.ResolveEndpointFailedException;
import org.apache.camel.model.ProcessorDefinition;
import org.apache.camel.model.RouteDefinition;
import org.jspecify.annotations.Nullable;

/**
 * Makes one line of what the YAML reader and Camel say of a broken text: the place and the problem. Both quote the text
 * over several lines; those are left out, because they may hold a secret.
 */
final class YamlFault {

    private static final Pattern PLACE = Pattern.compile("line (\\d+), column (\\d+)");
    private static final Pattern STEP = Pattern.compile("at: >>> (.*?) <<<");

    private static final Pattern UNKNOWN = Pattern.compile("Unknown parameters=\\[\\{(.*)}]");
    private static final Pattern NAME = Pattern.compile("(?:^|, )([A-Za-z0-9_.-]+)=");

    private YamlFault() {}

    /** What is wrong and, when the reader says so, where. */
    static String of(Throwable problem) {
        Throwable innermost = problem;
        String endpoint = "";
        while (innermost.getCause() != null) {
            if (innermost instanceof PropertyBindingException option) {
                return "the option " + option.getPropertyName() + " does not take this value, correct it";
            }
            endpoint = innermost instanceof ResolveEndpointFailedException failed ? scheme(failed.getUri()) : endpoint;
            innermost = innermost.getCause();
        }
        if (innermost instanceof NumberFormatException && !endpoint.isEmpty()) {
            // its text quotes the value
            return endpoint + " has an option whose value is no number, correct it";
        }
        if (innermost instanceof NoSuchEndpointException missing) {
            return "there is no component " + scheme(missing.getUri())
                    + ", use one that Tocsin has, or bring it in a bundle together with the route";
        }
        if (innermost instanceof ClassNotFoundException missing) {
            return "the class " + missing.getMessage()
                    + " is not for files, bring it in a bundle together with the route";
        }
        if (innermost instanceof ResolveEndpointFailedException failed) {
            Matcher options = UNKNOWN.matcher(String.valueOf(failed.getMessage()));
            if (options.find()) {
                return scheme(failed.getUri()) + " has no option " + names(options.group(1)) + ", correct its name";
            }
        }
        String message = innermost.getMessage();
        if (message == null) {
            return Reason.of(problem);
        }
        String place = "";
        Matcher found = PLACE.matcher(message);
        while (found.find()) {
            place = found.group() + ": ";
        }
        // what is not indented is said by the reader, the rest is quoted
        List<String> said = message.lines()
                .filter(line -> !line.isBlank() && !Character.isWhitespace(line.charAt(0)))
                .collect(Collectors.toList());
        if (place.isEmpty()) {
            return Reason.of(
                    innermost instanceof IllegalArgumentException || said.isEmpty()
                            ? innermost
                            : new IllegalArgumentException(said.get(0)));
        }
        String last = said.isEmpty() ? "cannot be read" : said.get(said.size() - 1);
        return Reason.of(new IllegalArgumentException(place + last));
    }

    /** Without the values, which may be secrets. */
    private static String names(String options) {
        return NAME.matcher(options).results().map(name -> name.group(1)).collect(Collectors.joining(", "));
    }

    private static String scheme(@Nullable String uri) {
        String text = String.valueOf(uri);
        int colon = text.indexOf(':');
        return colon < 0 ? text : text.substring(0, colon);
    }

    /** A problem of this line, when that is known. */
    static String at(int line, String problem) {
        return line > 0 && !PLACE.matcher(problem).find() ? "line " + line + ": " + problem : problem;
    }

    /** The line of the step that could not be made, or of its route; 0 when that is not told. */
    static int line(Throwable problem, List<RouteDefinition> routes) {
        for (Throwable cause = problem; cause != null && cause != cause.getCause(); cause = cause.getCause()) {
            if (cause instanceof FailedToCreateRouteException failed) {
                return line(failed, routes);
            }
        }
        return 0;
    }

    private static int line(FailedToCreateRouteException problem, List<RouteDefinition> routes) {
        Matcher step = STEP.matcher(String.valueOf(problem.getMessage()));
        String told = step.find() ? step.group(1) : null;
        for (RouteDefinition route : routes) {
            if (String.valueOf(problem.getRouteId()).equals(route.getRouteId())) {
                ProcessorDefinition<?> broken = told == null ? null : step(route, told);
                return broken != null
                        ? broken.getLineNumber()
                        : Math.max(route.getLineNumber(), route.getInput().getLineNumber());
            }
        }
        return 0;
    }

    private static @Nullable ProcessorDefinition<?> step(ProcessorDefinition<?> parent, String told) {
        for (ProcessorDefinition<?> child : parent.getOutputs()) {
            if (told.equals(child.toString())) {
                return child;
            }
            ProcessorDefinition<?> below = step(child, told);
            if (below != null) {
                return below;
            }
        }
        return null;
    }
}
