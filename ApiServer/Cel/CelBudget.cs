namespace MetalOrleans.ApiServer.Cel;

/// <summary>What evaluating rules may cost: one unit for each step, more for long texts.</summary>
internal sealed class CelBudget
{
    private readonly long _limit;
    private long _left;

    internal CelBudget(long limit)
    {
        _limit = limit;
        _left = limit;
    }

    internal bool IsSpent => _left < 0;

    internal long Used => _limit - _left;

    /// <summary>Takes units away; false when there are none left.</summary>
    internal bool Spend(long cost)
    {
        _left -= cost;
        return _left >= 0;
    }
}
