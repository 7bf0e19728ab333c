namespace MetalOrleans.Domain.Pools;

/// <summary>What a pool may do, as its <see cref="PoolPolicy"/> says.</summary>
public enum PoolState
{
    /// <summary>It gives addresses; the default.</summary>
    Active,

    /// <summary>What is assigned stays; nothing new is given.</summary>
    Frozen,

    /// <summary>As frozen; and Services that may move are given an address of another pool instead.</summary>
    Draining,
}
