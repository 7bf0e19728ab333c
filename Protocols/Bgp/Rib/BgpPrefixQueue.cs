namespace MetalOrleans.Protocols.Bgp.Rib;

/// <summary>Entries in the order in which they are to be sent: the ends of a list that runs through the entries themselves.</summary>
internal sealed class BgpPrefixQueue
{
    public const int None = -1;

    private int _head = None;
    private int _tail = None;

    public int Head => _head;

    public bool IsEmpty => _head == None;

    public void Append(BgpRibEntry[] entries, int index)
    {
        ref var entry = ref entries[index];
        entry.Queue = this;
        entry.Previous = _tail;
        entry.Next = None;
        if (_tail == None)
        {
            _head = index;
        }
        else
        {
            entries[_tail].Next = index;
        }

        _tail = index;
    }

    public void Remove(BgpRibEntry[] entries, int index)
    {
        ref var entry = ref entries[index];
        if (entry.Previous == None)
        {
            _head = entry.Next;
        }
        else
        {
            entries[entry.Previous].Next = entry.Next;
        }

        if (entry.Next == None)
        {
            _tail = entry.Previous;
        }
        else
        {
            entries[entry.Next].Previous = entry.Previous;
        }

        entry.Queue = null;
    }

    public void Clear() => _head = _tail = None;
}
