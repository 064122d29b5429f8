/// What people read in place of a field's name. The names themselves never change with the language.
enum Labels {
    /// The label of a field, its own name where there is no other.
    static func of(_ name: String) -> String { language.hasPrefix("zh") ? chinese[name] ?? name : name }

    private static let chinese: [String: String] = [
        "acceptedAt": "受理时间", "acceptedHere": "本级可受理", "acked": "已签收", "address": "地址", "applicant": "申请人",
        "asOf": "截至", "at": "时间", "author": "作者", "basis": "设定依据", "calendar": "工作日历版本", "days": "日期表",
        "years": "已公布年份", "body": "正文", "bytes": "字节数",
        "caseType": "办件类型", "checked": "已核对", "clockOffsetMs": "时钟偏差（毫秒）", "code": "编码", "commits": "记录数",
        "base": "基础分", "card": "牌号", "cards": "监察牌", "closed": "已月结", "colour": "颜色", "deducted": "扣分",
        "explanation": "说明", "newCards": "新发牌", "linkDelay": "传输延迟", "month": "月份", "points": "分值",
        "revoked": "已撤销", "rules": "规则版本", "score": "得分", "step": "环节名称", "supervisor": "发牌单位",
        "transit": "传输中", "unit": "编号", "unknown": "情况不明", "unmeasured": "时钟未校准", "urgings": "督办",
        "conditions": "受理条件", "contact": "联系人", "deputy": "代理人", "deputyName": "代理人姓名", "from": "起始日期",
        "present": "在岗", "roles": "岗位", "section": "股室", "to": "截止日期", "date": "日期", "deadline": "截止日",
        "decidedBy": "决定机关", "divisionCode": "区划代码",
        "diskFreeBytes": "磁盘剩余（字节）", "effectiveFrom": "生效日期", "effectiveTo": "失效日期", "expires": "有效期至",
        "facts": "事实", "faults": "问题", "fees": "收费", "fingerprint": "省根指纹", "hall": "大厅", "halls": "大厅数",
        "head": "已发出", "hint": "处理办法", "holder": "当前单位", "hours": "办理时间", "id": "标识", "incarnation": "密钥代次",
        "invitation": "邀请码", "issued": "签发时间", "kind": "类别", "lag": "滞后", "lane": "通道", "lastBackup": "上次备份",
        "lastContact": "上次联系", "lastError": "最近错误", "lastHeard": "上次联系", "links": "链路", "local": "本地要素",
        "exit": "退出状态", "materials": "申请材料", "meaning": "含义", "matter": "事项", "message": "说明", "name": "名称",
        "normalised": "规范写法",
        "notices": "提示", "number": "办件编号", "oldestUnsent": "最早未签收", "onlyHere": "仅存本机", "open": "未处理", "origin": "受理单位",
        "owner": "所有单位", "parent": "上级", "path": "密钥链", "peer": "对方", "pending": "未到达", "phone": "电话",
        "place": "办理地点", "practice": "练习", "preReview": "预审环节", "problems": "待处理问题", "promisedDays": "承诺时限",
        "protocol": "协议", "provisional": "暂定", "published": "已发布", "quarantine": "隔离", "reached": "已到达",
        "reason": "原因", "receivedAt": "接收时间", "required": "必要", "seconds": "秒", "sequence": "序号",
        "serving": "服务运行中", "shared": "共享", "signature": "签名", "since": "自", "stage": "环节", "state": "状态",
        "statutoryDays": "法定时限", "steps": "办理环节", "storeBytes": "数据大小（字节）", "stream": "流", "superior": "上级",
        "tier": "层级", "type": "类型", "unchanged": "未变化", "unsent": "未签收", "valid": "有效", "version": "版本",
        "clocks": "时限", "commitments": "承诺事项", "deemed": "视为受理", "doneAt": "完成时间", "due": "应告知期限",
        "enteredAt": "补录时间", "existing": "已存在", "extensionDays": "延期天数", "gap": "容缺", "how": "方式",
        "numbers": "办件编号", "onItsWayTo": "移送至", "opened": "已补录", "opinions": "征求意见", "papers": "材料原件",
        "procedure": "特别程序", "question": "征求内容", "registeredLate": "补录", "rows": "行数", "rule": "规则",
        "source": "依据", "status": "状态", "toTell": "待告知", "told": "已告知", "tracking": "邮件号",
        "waitingSince": "等待自", "warnings": "提示", "what": "问题", "where": "位置", "window": "窗口",
    ]
}
