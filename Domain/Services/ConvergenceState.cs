using System.Collections.Immutable;
using MetalOrleans.Domain.Addressing;
using MetalOrleans.Domain.Configuration;
using MetalOrleans.Domain.Pools;

namespace MetalOrleans.Domain.Services;

/// <summary>Everything a convergence knows between two answers.</summary>
internal sealed record ConvergenceState
{
    /// <summary>The Service as it was read.</summary>
    public required ServiceView Service { get; init; }

    /// <summary>The same, understood.</summary>
    public required ServiceRequest Request { get; init; }

    /// <summary>The configuration it is converged under.</summary>
    public required ClusterView View { get; init; }

    /// <summary>Every pool that may hold something for the Service.</summary>
    public required ImmutableSortedSet<string> HeldIn { get; init; }

    /// <summary>What is waited for.</summary>
    public ConvergencePhase Phase { get; init; }

    /// <summary>What to try, the first being asked now.</summary>
    public ImmutableQueue<PoolAttempt> Attempts { get; init; } = [];

    /// <summary>The reservations that the Service may use.</summary>
    public ImmutableArray<IPReservation> Reservations { get; init; } = [];

    /// <summary>The pool that is left while it is being drained; empty otherwise.</summary>
    public string Leaves { get; init; } = "";

    /// <summary>Why pools that are not exhausted gave nothing.</summary>
    public ImmutableArray<string> Objections { get; init; } = [];

    /// <summary>The events so far.</summary>
    public ImmutableArray<ServiceEvent> Events { get; init; } = [];

    /// <summary>The pools whose answer left something for others.</summary>
    public ImmutableSortedSet<string> FreedIn { get; init; } = ImmutableSortedSet.Create<string>(StringComparer.Ordinal);

    /// <summary>The pools that were asked and could not give.</summary>
    public ImmutableSortedSet<string> RefusedBy { get; init; } = ImmutableSortedSet.Create<string>(StringComparer.Ordinal);

    /// <summary>The labels of the Service's namespace.</summary>
    public IReadOnlyDictionary<string, string> NamespaceLabels =>
        View.Namespaces.GetValueOrDefault(Service.Key.Namespace, ImmutableDictionary<string, string>.Empty);

    /// <summary>The state with one more event.</summary>
    public ConvergenceState With(ServiceEvent happened) => this with { Events = Events.Add(happened) };

    /// <summary>Whether the pool's serviceAllocation admits the Service.</summary>
    public bool IsCompatible(AddressPool pool) => PoolOrder.IsCompatible(pool, Service, NamespaceLabels);

    /// <summary>The pool of the view that owns all the addresses; null when none does.</summary>
    public AddressPool? OwnerOf(ImmutableArray<Address> addresses) =>
        View.Pools.Values.FirstOrDefault(pool => addresses.All(pool.Owns));

    /// <summary>The question to the first pool of <see cref="Attempts"/>.</summary>
    public AskPool Ask()
    {
        var attempt = Attempts.Peek();
        return new AskPool(this)
        {
            Pool = attempt.Pool.Name,
            Addresses = attempt.Addresses,
            Request = Request.ToAllocationRequest(attempt.Families) with
            {
                Reservations = [.. Reservations.Where(item => item.Pool == attempt.Pool.Name).Select(item => item.Name)],
                OnlyOwn = attempt.OnlyOwn,
            },
        };
    }
}
