// SPDX-License-Identifier: Apache-2.0
package org.tocsin.metrics;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** The configuration as it is written: all text, so that {@link Settings} can say what is wrong with a value. */
@ObjectClassDefinition(name = "Tocsin metrics", description = "To whom the meters are pushed")
@interface Config {

    /** The PID, and the name of the file in etc/. */
    String PID = "org.tocsin.metrics";

    @AttributeDefinition(description = "Host of a statsd daemon; empty: nothing is pushed to one")
    String statsdHost() default "";

    @AttributeDefinition(description = "Its UDP port")
    String statsdPort() default "8125";

    @AttributeDefinition(description = "Its dialect: datadog, etsy or telegraf")
    String statsdFlavour() default "datadog";

    @AttributeDefinition(description = "How often gauges and counters are pushed to it")
    String statsdInterval() default "PT10S";

    @AttributeDefinition(description = "What stands before each name; empty: nothing")
    String statsdPrefix() default "";

    @AttributeDefinition(description = "Host of a Graphite; empty: nothing is pushed to one")
    String graphiteHost() default "";

    @AttributeDefinition(description = "Its TCP port for the plain text protocol")
    String graphitePort() default "2003";

    @AttributeDefinition(description = "How often everything is pushed to it")
    String graphiteInterval() default "PT1M";

    @AttributeDefinition(description = "What stands before each name; empty: nothing")
    String graphitePrefix() default "";
}
