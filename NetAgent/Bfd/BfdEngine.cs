using MetalOrleans.Protocols.Bfd;
using Microsoft.Extensions.Logging;

namespace MetalOrleans.NetAgent.Bfd;

/// <summary>The agent's BFD: which sessions there are and who uses them.</summary>
/// <remarks>
/// Two threads, which exist from the first session on: <see cref="BfdThread"/> has the sockets and timers and waits for
/// nobody; <see cref="BfdReporter"/> writes the log and calls the clients. Safe to call from any thread.
/// </remarks>
internal sealed class BfdEngine(TimeProvider time, ILogger<BfdEngine> logger) : IBfdSessions, IDisposable
{
    private readonly Dictionary<BfdSessionKey, BfdSharedSession> _sessions = [];
    private readonly BfdReporter _reporter = new(logger);
    private readonly Lock _gate = new();
    private BfdThread? _thread;
    private bool _isDisposed;

    /// <summary>For discriminators, source ports and jitter; used by BFD's thread only.</summary>
    public Random Random { get; init; } = new();

    /// <summary>Every session with its clients, its status and its counters.</summary>
    public IReadOnlyList<BfdSharedSession> Sessions
    {
        get
        {
            lock (_gate)
            {
                return [.. _sessions.Values];
            }
        }
    }

    /// <summary>
    /// Starts to call clients. Needed only where the first session is begun on a thread in another network namespace, which
    /// the clients must not meet.
    /// </summary>
    public void StartReporting() => _reporter.Start();

    /// <inheritdoc/>
    public IBfdSubscription Acquire(BfdSessionKey key, BfdSessionOptions options, Action<BfdSessionStatus> changed)
    {
        ThrowUnlessValid(options);
        if (key.Remote is { IsIPv4: false, IPv6.IsLinkLocal: true } && key.Interface.Length == 0)
        {
            throw new ArgumentException("A link-local peer needs an interface.", nameof(key));
        }

        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            if (!_sessions.TryGetValue(key, out var session))
            {
                _sessions.Add(key, session = new BfdSharedSession(key));
            }

            var client = new BfdSubscription(this, session, options, changed);
            session.Clients = session.Clients.Add(client);
            Post(new BfdCommand.Run(session, session.Options));
            return client;
        }
    }

    /// <summary>A client needs something else.</summary>
    public void Change(BfdSubscription client, BfdSessionOptions options)
    {
        ThrowUnlessValid(options);
        lock (_gate)
        {
            if (!client.Session.Clients.Contains(client))
            {
                return;
            }

            var before = client.Session.Options;
            client.Options = options;
            if (client.Session.Options is var after && after != before)
            {
                Post(new BfdCommand.Run(client.Session, after));
            }
        }
    }

    /// <summary>A client leaves.</summary>
    public void Release(BfdSubscription client)
    {
        lock (_gate)
        {
            var session = client.Session;
            var before = session.Options;
            session.Clients = session.Clients.Remove(client);
            if (session.Clients.IsEmpty)
            {
                session.IsReleased = true;
                _sessions.Remove(session.Key);
                Post(new BfdCommand.End(session));
            }
            else if (session.Options is var after && after != before)
            {
                Post(new BfdCommand.Run(session, after));
            }
        }
    }

    /// <summary>Tells every peer that its session is taken down on purpose, and ends.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            if (_isDisposed)
            {
                return;
            }

            _isDisposed = true;
        }

        _thread?.Dispose();
        _reporter.Dispose();
    }

    private static void ThrowUnlessValid(BfdSessionOptions options)
    {
        if (options.WhyInvalid() is { } reason)
        {
            throw new ArgumentException(reason, nameof(options));
        }
    }

    private void Post(BfdCommand command)
    {
        if (_isDisposed)
        {
            return;
        }

        if (_thread is null)
        {
            _reporter.Start();
            _thread = new BfdThread(time, Random, _reporter);
            _thread.Start();
        }

        _thread.Post(command);
    }
}
