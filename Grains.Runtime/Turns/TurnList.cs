namespace MetalOrleans.Grains.Runtime.Turns;

/// <summary>A list of turns threaded through the turns themselves: a turn is in at most one list.</summary>
internal struct TurnList
{
    internal Turn? First { get; private set; }

    private Turn? Last { get; set; }

    internal readonly bool IsEmpty => First is null;

    internal void Add(Turn turn)
    {
        turn.Previous = Last;
        turn.Next = null;
        if (Last is null)
        {
            First = turn;
        }
        else
        {
            Last.Next = turn;
        }

        Last = turn;
    }

    internal readonly IEnumerable<Turn> All()
    {
        var turns = new List<Turn>();
        for (var turn = First; turn is not null; turn = turn.Next)
        {
            turns.Add(turn);
        }

        return turns;
    }

    internal void Remove(Turn turn)
    {
        if (turn.Previous is null)
        {
            First = turn.Next;
        }
        else
        {
            turn.Previous.Next = turn.Next;
        }

        if (turn.Next is null)
        {
            Last = turn.Previous;
        }
        else
        {
            turn.Next.Previous = turn.Previous;
        }

        turn.Next = null;
        turn.Previous = null;
    }
}
