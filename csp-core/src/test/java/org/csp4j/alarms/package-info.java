/** Runs and scopes that stand still because something yet to come will wake them, while somebody looks whether they are dead. */
package org.csp4j.alarms;
