package org.csp4j.torture;

/** A small play by a few fibers that ends by itself; then everything that was sent has been received, once. */
interface Act {
    /** Starts the actors, waits for their end, and checks what has come out. */
    void play(Stage stage) throws Exception;
}
