package dev.mizzen.daemon.trigger;

import java.time.Clock;
import java.time.Duration;
import java.util.Date;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;
import org.quartz.Job;
import org.quartz.JobBuilder;
import org.quartz.JobKey;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;
import org.quartz.TriggerBuilder;
import org.quartz.impl.StdSchedulerFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The clock: calls tasks again and again, each with ±10 % jitter so that sources are not asked all at once. */
public final class Polls implements AutoCloseable {
    private static final double JITTER = 0.1;
    private static final Logger LOG = LoggerFactory.getLogger(Polls.class);

    private final Scheduler scheduler;
    private final Clock clock;
    private final RandomGenerator random;
    private final Map<String, Task> tasks = new ConcurrentHashMap<>();

    private record Task(Duration every, Runnable action) {}

    /** Nothing is called before {@link #start}. */
    public Polls(Clock clock, RandomGenerator random) {
        this.clock = clock;
        this.random = random;
        Properties properties = new Properties();
        properties.setProperty("org.quartz.scheduler.instanceName", "mizzen-" + UUID.randomUUID());
        properties.setProperty("org.quartz.threadPool.threadCount", "2");
        properties.setProperty("org.quartz.threadPool.makeThreadsDaemons", "true");
        properties.setProperty("org.quartz.scheduler.makeSchedulerThreadDaemon", "true");
        try {
            scheduler = new StdSchedulerFactory(properties).getScheduler();
            scheduler.setJobFactory(
                    (bundle, s) -> job(bundle.getJobDetail().getKey().getName()));
        } catch (SchedulerException e) {
            throw new IllegalStateException("the scheduler cannot be made", e);
        }
    }

    private Job job(String name) {
        return context -> {
            Task task = tasks.get(name);
            if (task != null) {
                try {
                    task.action().run();
                } finally {
                    schedule(name, task);
                }
            }
        };
    }

    public void start() {
        try {
            scheduler.start();
        } catch (SchedulerException e) {
            throw new IllegalStateException("the scheduler cannot be started", e);
        }
    }

    /** Calls {@code action} about every {@code every}, first after that time; it must return soon. */
    public void put(String name, Duration every, Runnable action) {
        Task task = new Task(every, action);
        tasks.put(name, task);
        schedule(name, task);
    }

    public void remove(String name) {
        tasks.remove(name);
        try {
            if (!scheduler.isShutdown()) {
                scheduler.deleteJob(new JobKey(name));
            }
        } catch (SchedulerException e) {
            LOG.warn("{} is still scheduled: {}", name, e.getMessage());
        }
    }

    private void schedule(String name, Task task) {
        double factor = 1 - JITTER + 2 * JITTER * random.nextDouble();
        Date at = Date.from(clock.instant().plusMillis((long) (task.every().toMillis() * factor)));
        try {
            if (scheduler.isShutdown()) {
                return;
            }
            scheduler.scheduleJob(
                    JobBuilder.newJob(Job.class).withIdentity(name).build(),
                    Set.of(TriggerBuilder.newTrigger()
                            .withIdentity(name)
                            .startAt(at)
                            .build()),
                    true);
        } catch (SchedulerException e) {
            throw new IllegalStateException(name + " cannot be scheduled", e);
        }
    }

    @Override
    public void close() {
        try {
            scheduler.shutdown(true);
        } catch (SchedulerException e) {
            LOG.warn("the scheduler did not stop: {}", e.getMessage());
        }
    }
}
