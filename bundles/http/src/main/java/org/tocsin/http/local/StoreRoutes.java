// SPDX-License-Identifier: Apache-2.0
package org.tocsin.http.local;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.function.Function;
import org.apache.camel.Exchange;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.builder.RouteBuilder;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ServiceScope;
import org.tocsin.api.TocsinProperties;
import org.tocsin.cli.Progress;
import org.tocsin.cli.RefusedException;
import org.tocsin.cli.ViewJson;

/** The store: copied, checked. What takes longer is answered with 202 and the name by which to ask again. */
@Component(service = RoutesBuilder.class, scope = ServiceScope.PROTOTYPE)
public final class StoreRoutes extends RouteBuilder {

    private static final String JOB = "job";
    private static final int ACCEPTED = 202;
    private static final JsonFactory JSON = new JsonFactory();

    private final QueueDesk desk;

    /** Routes over the desk. */
    @Activate
    public StoreRoutes(@Reference QueueDesk desk) {
        this.desk = desk;
    }

    @Override
    public void configure() {
        errorHandler(noErrorHandler()); // the endpoint answers what goes wrong
        from("tocsin:http?door=api&path=" + LocalApi.BACKUP + "&methods=POST&credential=token&query=" + JOB)
                .routeId("http.backup")
                .process(exchange -> Refusals.answer(exchange, () -> backup(exchange)));
        from("tocsin:http?door=api&path=" + LocalApi.DOCTOR + "&methods=GET&credential=token&query=" + JOB)
                .routeId("http.doctor")
                .process(exchange -> Refusals.answer(exchange, () -> doctor(exchange)));
    }

    private String backup(Exchange exchange) throws RefusedException {
        String job = job(exchange);
        byte[] body = exchange.getMessage().getBody(byte[].class);
        // who asks again by a name needs not say where to once more
        String directory = job != null && body.length == 0 ? "" : directory(body);
        return answer(exchange, desk.backup(directory, job), ViewJson::backup);
    }

    private String doctor(Exchange exchange) throws RefusedException {
        return answer(exchange, desk.doctor(job(exchange)), ViewJson::doctor);
    }

    private static <T> String answer(Exchange exchange, Progress<T> progress, Function<T, String> json) {
        T result = progress.result();
        if (result == null) {
            exchange.setProperty(TocsinProperties.HTTP_STATUS, ACCEPTED);
            return ViewJson.running(progress.job());
        }
        return json.apply(result);
    }

    private static @Nullable String job(Exchange exchange) {
        String job = exchange.getProperty(JOB, String.class);
        return job == null || job.isEmpty() ? null : job;
    }

    private static String directory(byte[] body) throws RefusedException {
        String directory = null;
        try (JsonParser parser = JSON.createParser(body)) {
            boolean object = parser.nextToken() == JsonToken.START_OBJECT;
            while (object && parser.nextToken() == JsonToken.FIELD_NAME) {
                boolean wanted = parser.currentName().equals("directory");
                if (parser.nextToken() == JsonToken.VALUE_STRING && wanted) {
                    directory = parser.getText();
                } else {
                    parser.skipChildren();
                }
            }
        } catch (IOException e) {
            throw new RefusedException(
                    RefusedException.Reason.INVALID, "body: is no JSON, send {\"directory\":\"/where/to\"}");
        }
        if (directory == null) {
            throw new RefusedException(
                    RefusedException.Reason.INVALID, "directory: is missing, send {\"directory\":\"/where/to\"}");
        }
        return directory;
    }
}
