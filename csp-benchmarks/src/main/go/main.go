// The workloads of org.csp4j.benchmarks.peers.Peer in Go. Each line of the standard input names one, with its numbers; the answer
// is a line with the processor time and the memory that this process has used so far, and the workload's result.
package main

import (
	"bufio"
	"fmt"
	"os"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"time"
)

const (
	values = 128
	stop   = 0
)

type workload func(args []int) []int64

var workloads = map[string]workload{
	"pingPong":          func(a []int) []int64 { pingPong(a[0]); return nil },
	"timedPingPong":     func(a []int) []int64 { timedPingPong(a[0]); return nil },
	"handOff":           func(a []int) []int64 { handOff(a[0], a[1], a[2], a[3]); return nil },
	"pairs":             func(a []int) []int64 { pairs(a[0], a[1]); return nil },
	"select":            selectFrom,
	"selectWithTimeout": func(a []int) []int64 { selectWithTimeout(a[0]); return nil },
	"fanIn":             func(a []int) []int64 { fanIn(a[0], a[1]); return nil },
	"ring":              func(a []int) []int64 { ring(a[0], a[1]); return nil },
	"daisyChain":        func(a []int) []int64 { daisyChain(a[0], a[1]); return nil },
	"sieve":             func(a []int) []int64 { return []int64{int64(sieve(a[0], a[1]))} },
	"spawn":             func(a []int) []int64 { spawn(a[0]); return nil },
	"timers":            func(a []int) []int64 { timers(a[0]); return nil },
	"sleepers":          func(a []int) []int64 { sleepers(a[0]); return nil },
	"wakeUps":           func(a []int) []int64 { return wakeUps(a[0], a[1]) },
	"park":              func(a []int) []int64 { park(a[0]); return nil },
	"armTimers":         func(a []int) []int64 { armTimers(a[0]); return nil },
	"usedBytes":         func([]int) []int64 { return []int64{usedBytes()} },
	"version":           func([]int) []int64 { return nil },
}

func main() {
	lines := bufio.NewScanner(os.Stdin)
	for lines.Scan() {
		fields := strings.Fields(lines.Text())
		args := make([]int, len(fields)-1)
		for i, field := range fields[1:] {
			n, err := strconv.Atoi(field)
			if err != nil {
				panic(err)
			}
			args[i] = n
		}
		result := workloads[fields[0]](args)
		fmt.Print(cpuNanos(), " ", allocatedBytes())
		for _, n := range result {
			fmt.Print(" ", n)
		}
		fmt.Println()
	}
}

func cpuNanos() int64 {
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		panic(err)
	}
	return usage.Utime.Nano() + usage.Stime.Nano()
}

func allocatedBytes() uint64 {
	var stats runtime.MemStats
	runtime.ReadMemStats(&stats)
	return stats.TotalAlloc
}

func usedBytes() int64 {
	runtime.GC()
	runtime.GC()
	var stats runtime.MemStats
	runtime.ReadMemStats(&stats)
	return int64(stats.HeapAlloc + stats.StackInuse)
}

func send(channel chan<- int, elements int) {
	for i := 0; i < elements; i++ {
		channel <- i % values
	}
}

func receive(channel <-chan int, elements int) {
	for i := 0; i < elements; i++ {
		<-channel
	}
}

func pingPong(rounds int) {
	there, back := make(chan int), make(chan int)
	go func() {
		for i := 0; i < rounds; i++ {
			back <- <-there
		}
	}()
	for i := 0; i < rounds; i++ {
		there <- i % values
		<-back
	}
}

func timedPingPong(rounds int) {
	there, back := make(chan int), make(chan int)
	go func() {
		for i := 0; i < rounds; i++ {
			back <- <-there
		}
	}()
	for i := 0; i < rounds; i++ {
		there <- i % values
		timer := time.NewTimer(time.Second)
		select {
		case <-back:
			timer.Stop()
		case <-timer.C:
			panic("no element within a second")
		}
	}
}

func handOff(capacity, senders, receivers, elements int) {
	channel := make(chan int, capacity)
	var crew sync.WaitGroup
	crew.Add(senders + receivers)
	for i := 0; i < senders; i++ {
		go func() {
			defer crew.Done()
			send(channel, elements/senders)
		}()
	}
	for i := 0; i < receivers; i++ {
		go func() {
			defer crew.Done()
			receive(channel, elements/receivers)
		}()
	}
	crew.Wait()
}

func pairs(pairs, elements int) {
	var crew sync.WaitGroup
	crew.Add(2 * pairs)
	for i := 0; i < pairs; i++ {
		channel := make(chan int)
		go func() {
			defer crew.Done()
			send(channel, elements/pairs)
		}()
		go func() {
			defer crew.Done()
			receive(channel, elements/pairs)
		}()
	}
	crew.Wait()
}

// selectFrom selects over 2 or 8 channels: the number of cases is part of the text of a program.
func selectFrom(args []int) []int64 {
	channels, capacity, elements := args[0], args[1], args[2]
	c := make([]chan int, channels)
	for i := range c {
		c[i] = make(chan int, capacity)
		go send(c[i], elements/channels)
	}
	elements = elements / channels * channels
	switch channels {
	case 2:
		a, b := c[0], c[1]
		for i := 0; i < elements; i++ {
			select {
			case <-a:
			case <-b:
			}
		}
	case 8:
		c0, c1, c2, c3, c4, c5, c6, c7 := c[0], c[1], c[2], c[3], c[4], c[5], c[6], c[7]
		for i := 0; i < elements; i++ {
			select {
			case <-c0:
			case <-c1:
			case <-c2:
			case <-c3:
			case <-c4:
			case <-c5:
			case <-c6:
			case <-c7:
			}
		}
	default:
		panic(fmt.Sprint("no select over ", channels))
	}
	return nil
}

func selectWithTimeout(elements int) {
	channel := make(chan int, 1)
	for i := 0; i < elements; i++ {
		channel <- 1
		select {
		case <-channel:
		case <-time.After(time.Second):
		}
	}
}

func fanIn(sources, elements int) {
	common := make(chan int)
	share := elements / sources
	for i := 0; i < sources; i++ {
		own := make(chan int)
		go send(own, share)
		go func() {
			for n := 0; n < share; n++ {
				common <- <-own
			}
		}()
	}
	receive(common, share*sources)
}

func ring(parties, rounds int) {
	channels := make([]chan int, parties)
	for i := range channels {
		channels[i] = make(chan int)
	}
	var crew sync.WaitGroup
	crew.Add(parties)
	for i := range channels {
		left, right, last := channels[i], channels[(i+1)%parties], i == parties-1
		go func() {
			defer crew.Done()
			for round := 1; round <= rounds; round++ {
				token := <-left
				if last && round == rounds {
					break // nobody receives it any more
				}
				right <- token
			}
		}()
	}
	channels[0] <- 1
	crew.Wait()
}

func daisyChain(parties, rounds int) {
	first := make(chan int)
	last := first
	for i := 0; i < parties; i++ {
		left, right := last, make(chan int)
		go func() {
			for round := 0; round < rounds; round++ {
				right <- <-left
			}
		}()
		last = right
	}
	for round := 0; round < rounds; round++ {
		first <- round % values
		<-last
	}
}

func sieve(primes, limit int) int {
	source := make(chan int)
	numbers := source
	go func() {
		for n := 2; n <= limit; n++ {
			numbers <- n
		}
		numbers <- stop
	}()
	prime := 0
	for i := 0; i < primes; i++ {
		prime = <-source
		right := make(chan int)
		go filter(prime, source, right)
		source = right
	}
	for <-source != stop {
	}
	return prime
}

func filter(prime int, left <-chan int, right chan<- int) {
	for {
		n := <-left
		if n == stop || n%prime != 0 {
			right <- n
		}
		if n == stop {
			return
		}
	}
}

func spawn(fibers int) {
	var crew sync.WaitGroup
	crew.Add(fibers)
	for i := 0; i < fibers; i++ {
		go crew.Done()
	}
	crew.Wait()
}

func timers(count int) {
	for i := 0; i < count; i++ {
		time.NewTimer(time.Hour).Stop()
	}
}

func sleepers(fibers int) {
	var crew sync.WaitGroup
	crew.Add(fibers)
	for i := 0; i < fibers; i++ {
		length := time.Duration(i%100+1) * time.Millisecond
		go func() {
			defer crew.Done()
			time.Sleep(length)
		}()
	}
	crew.Wait()
}

func wakeUps(count, millis int) []int64 {
	end := time.Now().Add(time.Duration(millis) * time.Millisecond)
	var idle atomic.Bool
	var crew sync.WaitGroup
	for i := 0; i < 2*runtime.NumCPU(); i++ {
		channel := make(chan int)
		crew.Add(2)
		go func() {
			defer crew.Done()
			for !idle.Load() && time.Now().Before(end) {
				channel <- 1
			}
			channel <- stop
		}()
		go func() {
			defer crew.Done()
			for <-channel != stop {
			}
		}()
	}
	var late []int64
	for len(late) == 0 || len(late) < count && time.Now().Before(end) {
		due := time.Now().Add(time.Millisecond)
		time.Sleep(time.Millisecond)
		late = append(late, int64(time.Since(due)))
	}
	idle.Store(true)
	crew.Wait()
	return late
}

func park(fibers int) {
	never := make(chan int)
	standBy(fibers, func() { <-never })
}

func armTimers(count int) {
	standBy(count, func() { time.Sleep(time.Hour) })
}

// standBy starts goroutines that stay; those that have begun get the time to park.
func standBy(count int, body func()) {
	var begun sync.WaitGroup
	begun.Add(count)
	for i := 0; i < count; i++ {
		go func() {
			begun.Done()
			body()
		}()
	}
	begun.Wait()
	time.Sleep(200 * time.Millisecond)
}
