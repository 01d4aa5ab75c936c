package org.csp4j.benchmarks.peers;

/** A channel of a peer whose operations block the calling thread. */
interface Pipe {
    void send(Integer element) throws Exception;

    Integer receive() throws Exception;

    /** Receives an element, and throws if it does not come within a second. */
    Integer receiveWithinASecond() throws Exception;
}
