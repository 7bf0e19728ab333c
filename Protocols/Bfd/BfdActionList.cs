namespace MetalOrleans.Protocols.Bfd;

/// <summary>Where a session writes what is to be done: memory of its caller.</summary>
/// <param name="room">Room for <see cref="BfdAction.CountMax"/> actions.</param>
public ref struct BfdActionList(Span<BfdAction> room)
{
    private readonly Span<BfdAction> _room = room;
    private int _count;

    /// <summary>What is to be done, in order.</summary>
    public readonly ReadOnlySpan<BfdAction> Actions => _room[.._count];

    /// <summary>Forgets what was to be done, as it was.</summary>
    public void Clear() => _count = 0;

    internal void Add(in BfdAction action) => _room[_count++] = action;
}
