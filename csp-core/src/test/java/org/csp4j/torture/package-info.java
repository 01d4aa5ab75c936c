/**
 * A program that does everything with fibers at once while others disturb them, to be run in JVMs with all kinds of flags, tools and
 * agents.
 */
package org.csp4j.torture;
