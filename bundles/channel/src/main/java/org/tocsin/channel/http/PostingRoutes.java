// SPDX-License-Identifier: Apache-2.0
package org.tocsin.channel.http;

import java.util.function.Supplier;
import org.apache.camel.builder.RouteBuilder;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.tocsin.api.Outcome;
import org.tocsin.channel.TargetBoard;
import org.tocsin.channel.TargetDelivery;
import org.tocsin.channel.http.HttpAttempt.Dialect;

/**
 * The route {@code <channel>.deliver} of a channel that posts: one attempt to deliver one event, and an {@link Outcome}
 * comes back. A channel's bundle has a component of this, and its own {@link Dialect}.
 *
 * @param <S> what a target's file says
 */
public abstract class PostingRoutes<S extends WebDestination> extends RouteBuilder {

    private final String from;
    private final String version;
    private final Supplier<PostingSettings> reading;
    private final TargetBoard<S> board;
    private final Dialect<S> dialect;
    private volatile @Nullable HttpSender sender;

    /**
     * Of the channel of this board.
     *
     * @param context of the channel's bundle
     * @param reading reads the configuration; throws {@link IllegalArgumentException} when it is wrong
     */
    protected PostingRoutes(
            BundleContext context, Supplier<PostingSettings> reading, TargetBoard<S> board, Dialect<S> dialect) {
        this(
                "tocsin:deliver?channel=" + board.part(),
                context.getBundle().getVersion().toString(),
                reading,
                board,
                dialect);
    }

    /** The same with a way in and a version of one's own. */
    protected PostingRoutes(
            String from, String version, Supplier<PostingSettings> reading, TargetBoard<S> board, Dialect<S> dialect) {
        this.from = from;
        this.version = version;
        this.reading = reading;
        this.board = board;
        this.dialect = dialect;
    }

    /** @throws IllegalArgumentException when the configuration is wrong: thrown here, the engine shows why we wait */
    @Override
    public final void configure() throws Exception {
        PostingSettings settings = reading.get();
        HttpSender http = new HttpSender(board.part(), version, settings.bounds());
        sender = http;
        HttpAttempt<S> attempt = new HttpAttempt<>(http.anywhere(getContext()), settings.judge(), dialect);
        from(from)
                .routeId(board.part() + ".deliver")
                // what a failure means, and that it is tried again, is not Camel's to say
                .errorHandler(noErrorHandler())
                .streamCache("false")
                .process(new TargetDelivery<>(board, settings.waits(), attempt));
    }

    /** Closes what {@link #configure} opened. */
    protected final void closeSender() throws InterruptedException {
        HttpSender opened = sender;
        if (opened != null) {
            opened.close();
        }
    }
}
