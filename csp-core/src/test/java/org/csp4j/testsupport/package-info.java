/** What the tests stand on: threads that are joined, waiting without sleeping, races of many rounds, lengths of time. */
package org.csp4j.testsupport;
