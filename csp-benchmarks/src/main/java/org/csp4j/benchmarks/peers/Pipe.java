package org.csp4j.benchmarks.peers;

/** A channel of a peer whose operations block the calling thread. */
interface Pipe {
    void send(Integer element) throws Exception;

    Integer receive() throws Exception;
}
