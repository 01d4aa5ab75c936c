/** Code that knows nothing of this library, in fibers of the work-stealing engine. */
package org.csp4j.thirdparty;
