// SPDX-License-Identifier: Apache-2.0
package org.tocsin.plugins;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** The configuration as it is written. */
@ObjectClassDefinition(name = "Tocsin plugins", description = "Plugins that shall be there besides the product's own")
@interface Config {

    /** The PID, and the name of the file in etc/. */
    String PID = "org.tocsin.plugins";

    @AttributeDefinition(description = "Names of features, with commas between, each with or without /version")
    String features() default "";
}
