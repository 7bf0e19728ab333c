namespace MetalOrleans.Silo.Hosting;

/// <summary>Whether this silo may write, and in which term: the fence of design section 5.</summary>
internal sealed class SiloTerm
{
    private volatile Func<bool> _isHeld = static () => false;

    /// <summary>The term; 0 before one is held. Grows with every change of holder.</summary>
    public ulong Number { get; private set; }

    /// <summary>Whether nobody else can hold the term now. Asked before every write.</summary>
    public bool IsHeld => _isHeld();

    /// <summary>A term is held for as long as <paramref name="isHeld"/> says so.</summary>
    public void Hold(ulong number, Func<bool> isHeld)
    {
        Number = number;
        _isHeld = isHeld;
    }
}
